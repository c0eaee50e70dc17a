/** Names of settings whose values are for nobody else. */
const secretName = /(?:^|_)(?:api_?key|key|token|secret|password|authorization)$/i;
/** Objects of settings in a log. */
const settings = /_kwargs$/;

/** A log whose settings hold no keys; a line without any stays as it is to the byte. */
export function withoutKeys(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.includes('_kwargs"') ? lineWithoutKeys(line) : line))
    .join('\n');
}

function lineWithoutKeys(line: string): string {
  let isChanged = false;
  const clean = (value: unknown, isSetting: boolean): unknown => {
    if (Array.isArray(value)) return value.map((each) => clean(each, isSetting));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const isSecret = isSetting && secretName.test(name) && each !== null;
        if (!isSecret) return [name, clean(each, isSetting || settings.test(name))];
        isChanged = true;
        return [name, '***'];
      }),
    );
  };
  try {
    const cleaned = clean(JSON.parse(line), false);
    return isChanged ? JSON.stringify(cleaned) : line;
  } catch (error) {
    // A line that broke off is passed over when it is read.
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}
