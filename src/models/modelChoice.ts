/** One of the models that somebody offers, as far as it is known. */
export interface ModelOnOffer {
  readonly name: string;
  /** Tokens of prompt and reply together; null: unknown. */
  readonly window: number | null;
  /** Parameters, in billions; null: unknown. */
  readonly billions: number | null;
  /** False where it would have to be loaded first, which may not fit. */
  readonly isLoaded?: boolean;
}

export interface ModelPair {
  readonly root: string;
  readonly sub: string;
}

/** Tokens below which a window is too small to read texts with, and from which on it is large enough. */
const smallWindow = 8_192;
const fairWindow = 32_000;
/** Billions below which a model can't be trusted with pieces of a text. */
const fewestBillions = 3;

/** Models that answer no questions: embeddings, pictures, voices, filters; and OpenAI's special ones. */
const otherUses =
  /embed|rerank|\bbge\b|minilm|whisper|\btts\b|dall-e|image|moderation|audio|realtime|transcri|speech|diffusion|\bsora\b|guard|\bocr\b|davinci|babbage|turbo-instruct|search-preview|deep-research|computer-use/i;
const smallWords =
  /(?:^|[^a-z])(?:mini|nano|haiku|flash|lite|small|tiny|little|fast|micro|8b|instant)(?:[^a-z]|$)/i;
const smallestWords = /(?:^|[^a-z])(?:nano|lite|tiny|micro)(?:[^a-z]|$)/i;
const largeWords = /(?:^|[^a-z])(?:opus|pro|large|max|ultra|big|heavy)(?:[^a-z]|$)/i;

/**
 * Which model is to plan and write code, and which to be asked about pieces: `usual` where both are
 * offered (also as `vendor/name`), else by window and size. Null where none answers questions.
 */
export function choosePair(
  offered: readonly ModelOnOffer[],
  usual: readonly ModelPair[],
): ModelPair | null {
  const all = offered.filter(({ name }) => !otherUses.test(name));
  const known = usual.map((pair) => findPair(pair, all)).find((pair) => pair !== null);
  if (known !== undefined) return known;
  const loaded = all.filter(({ isLoaded }) => isLoaded === true);
  const models = loaded.length > 0 ? loaded : all;
  const [root] = models.toSorted(byFitnessForRoot);
  if (root === undefined) return null;
  return { root: root.name, sub: (chooseSub(root, models) ?? root).name };
}

function findPair({ root, sub }: ModelPair, offered: readonly ModelOnOffer[]): ModelPair | null {
  const find = (wanted: string): string | undefined =>
    (
      offered.find(({ name }) => name === wanted) ??
      offered.find(({ name }) => name.endsWith(`/${wanted}`))
    )?.name;
  const [first, second] = [find(root), find(sub)];
  return first === undefined || second === undefined ? null : { root: first, sub: second };
}

/** Room for the text comes before size, size before what a name promises. Of equals the first stands. */
function byFitnessForRoot(one: ModelOnOffer, other: ModelOnOffer): number {
  return (
    windowClass(other) - windowClass(one) ||
    (other.billions ?? 0) - (one.billions ?? 0) ||
    strength(other.name) - strength(one.name) ||
    (other.window ?? 0) - (one.window ?? 0)
  );
}

/** Half the size or less, where sizes are known; else the small one of the root model's family. */
function chooseSub(root: ModelOnOffer, models: readonly ModelOnOffer[]): ModelOnOffer | undefined {
  const others = models.filter(
    (model) => model !== root && windowClass(model) >= Math.min(1, windowClass(root)),
  );
  const { billions } = root;
  if (billions !== null) {
    return others
      .filter((model) => {
        const size = model.billions ?? 0;
        return size >= fewestBillions && size <= billions / 2;
      })
      .toSorted((one, other) => (other.billions ?? 0) - (one.billions ?? 0))[0];
  }
  return others
    .filter(({ name }) => smallWords.test(name) && !smallWords.test(root.name))
    .toSorted(
      (one, other) =>
        commonStart(other.name, root.name) - commonStart(one.name, root.name) ||
        Number(smallestWords.test(one.name)) - Number(smallestWords.test(other.name)) ||
        (other.window ?? 0) - (one.window ?? 0),
    )[0];
}

/** An unknown window is likely to be one of today's. */
function windowClass({ window }: ModelOnOffer): 0 | 1 | 2 {
  if (window === null || window >= fairWindow) return 2;
  return window >= smallWindow ? 1 : 0;
}

/** The dearest of a family are for the person to choose. */
function strength(name: string): number {
  if (smallWords.test(name)) return 0;
  return largeWords.test(name) ? 1 : 2;
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charAt(length) === other.charAt(length)) length += 1;
  return length;
}

/** Billions of parameters that a name or a size tells: `qwen3:8b`, `8x7b`, `494.03M`; null: none. */
export function billionsIn(text: string): number | null {
  const match = /(?:(\d+)x)?(?<![\d.])e?(\d+(?:\.\d+)?)([bm])(?![a-z\d])/i.exec(text);
  if (match === null) return null;
  const [, experts = '1', size, unit] = match;
  const billions = Number(experts) * Number(size) * (unit?.toLowerCase() === 'm' ? 0.001 : 1);
  return Number(billions.toPrecision(6));
}
