/** Whether the page is to speak German: VS Code's display language, which the page is told as its own. */
export const isGerman =
  typeof document !== 'undefined' && /^de\b/i.test(document.documentElement.lang);

/**
 * What may stand in the place of sentences and labels in another language: the same names, texts for texts,
 * functions of the same facts. What is left out stays English.
 */
export type Translation<Strings> = {
  readonly [Name in keyof Strings]?: Translated<Strings[Name]>;
};

/** Sentences and labels in any language. */
export type AnyLanguage<Strings> = { readonly [Name in keyof Strings]: Translated<Strings[Name]> };

type Translated<Value> = Value extends string
  ? string
  : Value extends (...facts: infer Facts) => infer Said
    ? (...facts: Facts) => Translated<Said>
    : { readonly [Name in keyof Value]: Translated<Value[Name]> };
