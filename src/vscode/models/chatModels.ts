import { InvalidOption, UnknownModel } from '../../core/errors.ts';

/** What `LanguageModelChat` says about who a model is. */
export interface OfferedModel {
  /** Who offers it, and bills for it: `copilot`. */
  readonly vendor: string;
  /** Of its vendor alone. */
  readonly id: string;
  readonly family: string;
  readonly name: string;
}

/** What a setting may call a model, the most telling first. */
const namings: readonly ((model: OfferedModel) => string)[] = [
  ({ id }) => id,
  ({ family }) => family,
  ({ name }) => name,
];

/** Most models that a sentence lists. */
const mostListed = 20;

/**
 * The model that a setting means by its id, family or name, in any case, alone or as `vendor/id`.
 * Throws UnknownModel where there is none, and InvalidOption where models of several vendors are
 * called so: who answers is who bills.
 */
export function chooseModel<Model extends OfferedModel>(
  wanted: string,
  offered: readonly Model[],
): Model {
  const key = fold(wanted);
  for (const naming of namings) {
    const meant = offered.filter((model) =>
      [naming(model), `${model.vendor}/${naming(model)}`].some((name) => fold(name) === key),
    );
    const vendors = [...new Set(meant.map(({ vendor }) => vendor))];
    if (vendors.length > 1) {
      const ways = vendors.map((vendor) => `"${vendor}/${wanted.trim()}"`).join(' or ');
      throw new InvalidOption(
        `Several extensions offer VS Code a model "${wanted}", each at its own cost. Write ${ways}.`,
      );
    }
    // Versions of one model: the vendor lists the one it prefers first.
    if (meant[0] !== undefined) return meant[0];
  }
  throw new UnknownModel(wanted, 'VS Code', listModels(offered));
}

/** The models by the shortest name that means each alone; of several versions, the vendor's first. */
export function nameModels<Model extends OfferedModel>(
  offered: readonly Model[],
): ReadonlyMap<string, Model> {
  const named = new Map<string, Model>();
  for (const model of offered) {
    const { vendor, id } = model;
    const shared = offered.some((other) => other.id === id && other.vendor !== vendor);
    const name = shared ? `${vendor}/${id}` : id;
    if (!named.has(name)) named.set(name, model);
  }
  return named;
}

function listModels(offered: readonly OfferedModel[]): string[] {
  const listed = [...nameModels(offered).keys()];
  const more = listed.length - mostListed;
  return more > 0 ? [...listed.slice(0, mostListed), `${more} more`] : listed;
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}
