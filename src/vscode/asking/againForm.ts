import * as vscode from 'vscode';
import {
  languages,
  type NumericOption,
  optionBounds,
  type RunOptions,
} from '../../core/options.ts';
import { formatUsd, shorten } from '../figures.ts';
import { plainLine } from '../plainText.ts';
import { readOptions } from '../settings/settings.ts';
import { unlimitedOptions } from '../settings/settingTable.ts';
import { withLineMarks, withLines } from './lineMarks.ts';

/** What is asked again, as it stands after the person's changes. */
export interface Again {
  /** Of a fork: what the model is told; may be empty. */
  readonly question: string;
  /** Over the settings. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A whole run about a text, or one that begins as another did, up to an iteration. */
export type AgainKind =
  | { readonly kind: 'run'; readonly label: string }
  | { readonly kind: 'fork'; readonly iteration: number };

type Field = 'language' | Typed;
/** What is typed, rather than chosen. */
type Typed = 'question' | 'rootModel' | 'subModel' | (typeof limits)[number];

interface Item extends vscode.QuickPickItem {
  /** Null: begin. */
  readonly field: Field | null;
}

/** Limits that a second try is made with other ones of. */
const limits = [
  'maxCostUsd',
  'maxTokens',
  'timeoutSeconds',
  'maxIterations',
  'maxDepth',
  'maxSubcalls',
] as const satisfies readonly NumericOption[];

/**
 * Shows what would be asked and lets each part be changed, until the person begins; null when they
 * give up. Throws InvalidOption where options and settings together can't be used.
 */
export async function askAgainForm(about: AgainKind, first: Again): Promise<Again | null> {
  let again = first;
  for (;;) {
    const options = readOptions(again.options);
    const chosen = await vscode.window.showQuickPick(itemsOf(about, again.question, options), {
      title: plainLine(formTitle(about)),
      placeHolder: vscode.l10n.t('Run now, or change something first'),
      ignoreFocusOut: true,
    });
    if (chosen === undefined) return null;
    if (chosen.field === null) return again;
    again = await change(about, again, options, chosen.field);
  }
}

function formTitle(about: AgainKind): string {
  return about.kind === 'fork'
    ? vscode.l10n.t('Fork run from iteration {0}', about.iteration)
    : vscode.l10n.t('Run again about {0}', about.label);
}

function itemsOf(about: AgainKind, question: string, options: RunOptions): Item[] {
  const { Separator } = vscode.QuickPickItemKind;
  const limit =
    options.maxCostUsd === null
      ? vscode.l10n.t('no limit')
      : vscode.l10n.t('{0} at most', formatUsd(options.maxCostUsd));
  const field = (name: Field, icon: string, description: string): Item => ({
    label: `$(${icon}) ${titleOf(name, about)}`,
    description: plainLine(description),
    field: name,
  });
  return [
    {
      label: `$(debug-rerun) ${vscode.l10n.t('Run')}`,
      description: plainLine(`${options.rootModel} · ${options.subModel} · ${limit}`),
      field: null,
    },
    { label: vscode.l10n.t('Change'), kind: Separator, field: null },
    field('question', 'edit', question === '' ? vscode.l10n.t('none') : shorten(question, 80)),
    field('rootModel', 'symbol-method', options.rootModel),
    field('subModel', 'symbol-method', options.subModel),
    // A fork goes on in the language of its run.
    ...(about.kind === 'fork' ? [] : [field('language', 'code', options.language)]),
    ...limits.map((name) => field(name, 'dashboard', shownValue(name, options))),
  ];
}

/** What people call a limit. */
export function titleOfLimit(limit: NumericOption): string {
  return limit === 'maxConsecutiveErrors'
    ? vscode.l10n.t('Limit of failed steps in a row')
    : titleOf(limits.find((name) => name === limit) ?? 'maxIterations');
}

function titleOf(field: Field, about?: AgainKind): string {
  switch (field) {
    case 'question':
      return about?.kind === 'fork' ? vscode.l10n.t('Tell the model') : vscode.l10n.t('Question');
    case 'rootModel':
      return vscode.l10n.t('Root model');
    case 'subModel':
      return vscode.l10n.t('Sub-model');
    case 'language':
      return vscode.l10n.t('Code language');
    case 'maxCostUsd':
      return vscode.l10n.t('Cost limit (USD)');
    case 'maxTokens':
      return vscode.l10n.t('Token limit');
    case 'timeoutSeconds':
      return vscode.l10n.t('Time limit (seconds)');
    case 'maxIterations':
      return vscode.l10n.t('Iteration limit');
    case 'maxDepth':
      return vscode.l10n.t('Recursion depth');
    case 'maxSubcalls':
      return vscode.l10n.t('Sub-call limit');
  }
}

function shownValue(name: (typeof limits)[number], options: RunOptions): string {
  const value = options[name];
  if (value === null) return vscode.l10n.t('no limit');
  return name === 'maxCostUsd' ? formatUsd(value) : value.toLocaleString('en-US');
}

/** The same as before when the person gives this change up. */
async function change(
  about: AgainKind,
  again: Again,
  options: RunOptions,
  field: Field,
): Promise<Again> {
  if (field === 'language') {
    const title = titleOf(field);
    const language = await vscode.window.showQuickPick(languages, { title, ignoreFocusOut: true });
    return language === undefined ? again : { ...again, options: { ...again.options, language } };
  }
  const current =
    field === 'question' ? withLineMarks(again.question) : String(options[field] ?? '');
  const typed = await vscode.window.showInputBox({
    title: titleOf(field, about),
    value: current,
    ignoreFocusOut: true,
    validateInput: (value) => faultOf(about, field, value.trim()),
  });
  if (typed === undefined) return again;
  const value = typed.trim();
  if (field === 'question') return { ...again, question: withLines(value) };
  const isName = field === 'rootModel' || field === 'subModel';
  const option = isName ? value : value === '' ? null : Number(value);
  return { ...again, options: { ...again.options, [field]: option } };
}

function faultOf(about: AgainKind, field: Typed, value: string): string | undefined {
  if (field === 'question' && about.kind === 'fork') return undefined;
  if (field === 'question' || field === 'rootModel' || field === 'subModel')
    return value === '' ? vscode.l10n.t('A value is required.') : undefined;
  if (value === '' && unlimitedOptions.some((option) => option === field)) return undefined;
  const { minimum, maximum, integer } = optionBounds[field];
  const number = Number(value);
  const fits = value !== '' && number >= minimum && number <= maximum;
  if (fits && (!integer || Number.isInteger(number))) return undefined;
  return integer
    ? vscode.l10n.t('Enter a whole number from {0} to {1}.', minimum, maximum)
    : vscode.l10n.t('Enter a number from {0} to {1}.', minimum, maximum);
}
