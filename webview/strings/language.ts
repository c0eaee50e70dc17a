/** Whether the page is to speak German: VS Code's display language, which the page is told as its own. */
export const isGerman =
  typeof document !== 'undefined' && /^de\b/i.test(document.documentElement.lang);

/** Sentences and labels in any language: the same names, texts for texts, functions of the same facts. */
export type AnyLanguage<Strings> = { readonly [Name in keyof Strings]: Translated<Strings[Name]> };

/** The same, of which anything may be left out: that is said in English. */
export type Translation<Strings> = {
  readonly [Name in keyof Strings]?: Strings[Name] extends Table
    ? Partial<Translated<Strings[Name]>>
    : Translated<Strings[Name]>;
};

type Translated<Value> = Value extends string
  ? string
  : Value extends (...facts: infer Facts) => infer Said
    ? (...facts: Facts) => Translated<Said>
    : { readonly [Name in keyof Value]: Translated<Value[Name]> };

/** Labels by names of their own; lists and functions are none. */
type Table = Readonly<Record<string, string>>;

/** The strings with what is translated in their places. */
export function translated<Strings extends object>(
  strings: Strings,
  translation: Translation<Strings>,
): AnyLanguage<Strings> {
  const english = Object.entries(strings) as [string, unknown][];
  const other: Readonly<Record<string, unknown>> = translation;
  return Object.fromEntries(
    english.map(([name, said]) => {
      const own = Object.hasOwn(other, name) ? other[name] : said;
      return [name, isTable(said) && isTable(own) ? { ...said, ...own } : own];
    }),
  ) as AnyLanguage<Strings>;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
