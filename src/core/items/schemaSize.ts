/** Tokens that an answer in free words is expected to have. */
export const textTokens = 150;
const shortTokens = 8;
const stringTokens = 40;
const listedItems = 4;
const charsPerToken = 3;
const deepest = 20;

/** Tokens that a value which keeps to a schema is expected to have, for how many fit a reply. */
export function tokensOfSchema(schema: unknown, depth = 0): number {
  if (typeof schema !== 'object' || schema === null || depth > deepest) return textTokens;
  const {
    type,
    enum: values,
    properties,
    items,
    maxLength,
  }: Record<string, unknown> = { ...schema };
  if (Array.isArray(values)) return shortTokens;
  if (typeof properties === 'object' && properties !== null) {
    const inner = Object.entries(properties).map(
      ([name, each]) => shortTokens + name.length / charsPerToken + tokensOfSchema(each, depth + 1),
    );
    return Math.ceil(inner.reduce((sum, each) => sum + each, shortTokens));
  }
  if (items !== undefined) return listedItems * tokensOfSchema(items, depth + 1);
  if (type === 'string')
    return typeof maxLength === 'number'
      ? Math.min(textTokens, Math.ceil(maxLength / charsPerToken))
      : stringTokens;
  const isShort = type === 'boolean' || type === 'integer' || type === 'number' || type === 'null';
  return isShort ? shortTokens : textTokens;
}
