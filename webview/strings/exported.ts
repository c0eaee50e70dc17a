/** The page of an exported run, which stands by itself. */
export const exportedStrings = {
  close: 'Close',
  linesOf: (lines: string, name: string) => (name === '' ? lines : `${lines} of ${name}`),
  linesNotKept: 'This page does not have these lines. They stand in the text itself.',
  onlyInEditor: 'this page stands by itself; it can be done where RLM runs.',
} as const;
