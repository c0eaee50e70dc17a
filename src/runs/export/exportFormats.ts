/** How a run can be given to others, and the ending of the file. */
export const exportFormats = {
  official: 'jsonl',
  markdown: 'md',
  html: 'html',
  notebook: 'ipynb',
} as const;

export type ExportFormat = keyof typeof exportFormats;

export function isExportFormat(name: string): name is ExportFormat {
  return Object.hasOwn(exportFormats, name);
}
