/** What a JSON Schema asks of a value: null, or what is wrong with it, as `/age must be a number`. */
export type Check = (value: unknown) => string | null;

type Json = Readonly<Record<string, unknown>>;
type Rule = (given: unknown, at: string, depth: number) => Inner;
/** Told where in the value it looks. */
type Inner = (value: unknown, at: string) => string | null;

const deepest = 20;
const typeNames = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;
/** Words that ask nothing of a value. */
const remarks = ['title', 'description', 'default', 'examples', '$schema', '$id', '$comment'];

const rules: Readonly<Record<string, Rule>> = {
  type: (given, at) => {
    const types = Array.isArray(given) ? given : [given];
    const unknown = types.find((type) => !typeNames.includes(type));
    if (types.length === 0 || unknown !== undefined)
      fail(at, `the type ${JSON.stringify(unknown)} is unknown; known: ${typeNames.join(', ')}`);
    return (value, where) =>
      types.some((type) => isOf(type, value))
        ? null
        : `${where} must be ${types.map((type) => `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`).join(' or ')}`;
  },
  enum: (given, at) => {
    if (!Array.isArray(given) || given.length === 0) fail(at, 'must be a list of values');
    const known = new Set((given as readonly unknown[]).map(canonical));
    return (value, where) =>
      known.has(canonical(value)) ? null : `${where} must be one of ${[...known].join(', ')}`;
  },
  const: (given) => (value, where) =>
    canonical(value) === canonical(given) ? null : `${where} must be ${canonical(given)}`,
  properties: (given, at, depth) => {
    const inner = Object.entries(objectOf(given, at)).map(
      ([name, schema]) => [name, read(schema, `${at}/${name}`, depth)] as const,
    );
    return (value, where) => {
      if (!isObject(value)) return null;
      for (const [name, check] of inner) {
        const wrong = Object.hasOwn(value, name) ? check(value[name], `${where}/${name}`) : null;
        if (wrong !== null) return wrong;
      }
      return null;
    };
  },
  required: (given, at) => {
    if (!Array.isArray(given) || !given.every((name) => typeof name === 'string'))
      fail(at, 'must be a list of names');
    const names = given as readonly string[];
    return (value, where) => {
      const missing = isObject(value) && names.find((name) => !Object.hasOwn(value, name));
      return typeof missing === 'string' ? `${where}/${missing} is missing` : null;
    };
  },
  items: (given, at, depth) => {
    const check = read(given, at, depth);
    return (value, where) => first(Array.isArray(value) ? value : [], check, where);
  },
  anyOf: (given, at, depth) => {
    if (!Array.isArray(given) || given.length === 0) fail(at, 'must be a list of schemas');
    const checks = (given as readonly unknown[]).map((schema, index) =>
      read(schema, `${at}/${index}`, depth),
    );
    return (value, where) => {
      const wrongs = checks.map((check) => check(value, where));
      return wrongs.includes(null) ? null : (wrongs[0] ?? null);
    };
  },
  minimum: bound(
    (value) => value,
    (value, limit) => value >= limit,
    'at least',
  ),
  maximum: bound(
    (value) => value,
    (value, limit) => value <= limit,
    'at most',
  ),
  minLength: bound(charsOf, (count, limit) => count >= limit, 'of characters at least'),
  maxLength: bound(charsOf, (count, limit) => count <= limit, 'of characters at most'),
  minItems: bound(countOf, (count, limit) => count >= limit, 'of items at least'),
  maxItems: bound(countOf, (count, limit) => count <= limit, 'of items at most'),
};
const known = [...Object.keys(rules), 'additionalProperties'];

/**
 * A check made of a schema. Throws TypeError with a sentence for what it doesn't know, so that nothing
 * is asked for that would not be checked.
 */
export function readSchema(schema: unknown): Check {
  const check = read(schema, '', 0);
  return (value) => check(value, '');
}

function read(schema: unknown, at: string, depth: number): Inner {
  if (depth > deepest) fail(at, 'it is nested too deeply');
  if (typeof schema === 'boolean')
    return schema ? () => null : (_, where) => `${where} must not be`;
  const given = objectOf(schema, at);
  const unknown = Object.keys(given).find((key) => !known.includes(key) && !remarks.includes(key));
  if (unknown !== undefined)
    fail(at, `the keyword ${JSON.stringify(unknown)} is unknown; known: ${known.join(', ')}`);
  const checks = Object.entries(rules).flatMap(([key, rule]) =>
    Object.hasOwn(given, key) ? [rule(given[key], `${at}/${key}`, depth + 1)] : [],
  );
  if (Object.hasOwn(given, 'additionalProperties')) checks.push(others(given, at, depth + 1));
  return (value, where) => {
    for (const check of checks) {
      const wrong = check(value, where);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** Of what stands beside the properties that have a name. */
function others({ properties, additionalProperties }: Json, at: string, depth: number): Inner {
  const named = new Set(Object.keys(objectOf(properties ?? {}, at)));
  const check = read(additionalProperties, `${at}/additionalProperties`, depth);
  return (value, where) => {
    for (const [name, other] of isObject(value) ? Object.entries(value) : []) {
      const wrong = named.has(name) ? null : check(other, `${where}/${name}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

function bound(
  measure: (value: unknown) => unknown,
  holds: (measured: number, limit: number) => boolean,
  words: string,
): Rule {
  return (limit, at) => {
    if (typeof limit !== 'number') fail(at, 'must be a number');
    return (value, where) => {
      const measured = measure(value);
      if (typeof measured !== 'number' || holds(measured, limit as number)) return null;
      return words.startsWith('of ')
        ? `${where} must have a number ${words} ${limit}`
        : `${where} must be ${words} ${limit}`;
    };
  };
}

function charsOf(value: unknown): unknown {
  return typeof value === 'string' ? value.length : null;
}

function countOf(value: unknown): unknown {
  return Array.isArray(value) ? value.length : null;
}

function first(values: readonly unknown[], check: Inner, where: string): string | null {
  for (const [index, value] of values.entries()) {
    const wrong = check(value, `${where}/${index}`);
    if (wrong !== null) return wrong;
  }
  return null;
}

function isOf(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectOf(value: unknown, at: string): Json {
  if (!isObject(value)) fail(at, 'must be an object');
  return value as Json;
}

/** As JSON, the keys of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    isObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

function fail(at: string, what: string): never {
  throw new TypeError(`the schema${at === '' ? '' : `'s ${at}`}: ${what}.`);
}
