/** What blocks of code are called, by the label that they have in Markdown. */
const names: Readonly<Record<string, string>> = {
  bash: 'Shell',
  c: 'C',
  console: 'Shell',
  cpp: 'C++',
  'c++': 'C++',
  cs: 'C#',
  csharp: 'C#',
  css: 'CSS',
  diff: 'Diff',
  go: 'Go',
  html: 'HTML',
  ini: 'INI',
  java: 'Java',
  javascript: 'JavaScript',
  js: 'JavaScript',
  json: 'JSON',
  jsonc: 'JSON',
  katex: 'LaTeX',
  latex: 'LaTeX',
  log: 'Log',
  markdown: 'Markdown',
  math: 'LaTeX',
  md: 'Markdown',
  mermaid: 'Mermaid',
  py: 'Python',
  python: 'Python',
  rs: 'Rust',
  rust: 'Rust',
  sh: 'Shell',
  shell: 'Shell',
  sql: 'SQL',
  svg: 'SVG',
  tex: 'LaTeX',
  toml: 'TOML',
  ts: 'TypeScript',
  typescript: 'TypeScript',
  xml: 'XML',
  yaml: 'YAML',
  yml: 'YAML',
};

/** `''` for a block that has no label, or one that says nothing of a language. */
export function nameOfCode(label: string): string {
  const known = label.toLowerCase();
  if (Object.hasOwn(names, known)) return names[known] ?? '';
  return known === 'text' || known === 'plaintext' || known === 'txt' ? '' : label;
}
