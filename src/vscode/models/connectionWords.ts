import { env, l10n } from 'vscode';
import type { CheckFault, CheckReport, CheckStep } from '../../models/connectionCheck.ts';
import type { ConnectionReport } from '../../models/provider.ts';
import { sentenceOf } from '../sentences.ts';
import { describeWindows } from './modelWords.ts';

/** What a test of the connection has found, for one notification. `where`: `api.openai.com`, `VS Code`. */
export function describeReport(report: CheckReport, where: string): string {
  const { passed, answered, fault, warnings = [] } = report;
  if (fault === null) {
    const models = answered.map(({ model, ms }) =>
      l10n.t('{0} answered in {1} s', model, (ms / 1000).toFixed(1)),
    );
    return [
      l10n.t('The connection to {0} works.', where),
      `${l10n.t('These work: {0}.', passed.map(nameOf).join(', '))}`,
      `${models.join(', ')}.`,
      ...warnings,
    ].join(' ');
  }
  const wrong = l10n.t('The {0} is wrong.', nameOf(fault.step));
  const right = passed.length === 0 ? '' : l10n.t('OK: {0}.', passed.map(nameOf).join(', '));
  return [wrong, sentenceOf(fault.error), hintFor(fault, where), right]
    .filter((part) => part !== '')
    .join(' ');
}

/** The same with what is known of the models' windows. */
export function describeTest(report: ConnectionReport, where: string): string {
  const { windows, warnings } = report.known;
  const known = describeWindows(windows);
  return [describeReport(report, where), known && `${known}.`, ...warnings]
    .filter((part) => part !== '')
    .join(' ');
}

function nameOf(step: CheckStep): string {
  switch (step) {
    case 'address':
      return l10n.t('address');
    case 'certificate':
      return l10n.t('certificate');
    case 'api':
      return l10n.t('API');
    case 'key':
      return l10n.t('key');
    case 'model':
      return l10n.t('model');
  }
}

/** What to do, where the sentence itself doesn't say it. */
function hintFor({ step, transport }: CheckFault, where: string): string {
  const isLocal = /^(?:localhost|127\.|\[::1\])/.test(where);
  const isUnreached = step === 'address' && transport !== null && transport !== 'noHttps';
  if (isLocal && env.remoteName !== undefined && isUnreached) {
    return l10n.t(
      'This is a remote window: the extension runs on {0}, so {1} means that machine.',
      env.remoteName,
      where,
    );
  }
  switch (transport) {
    case 'certificate':
      return l10n.t(
        'If it is your own, let the machine trust it, or start VS Code with NODE_EXTRA_CA_CERTS naming its file.',
      );
    case 'noHttps':
      return l10n.t('Try the base URL with http:// in place of https://.');
    case 'unknownHost':
      return l10n.t('Check its spelling, and whether a VPN or a proxy is needed.');
    case 'timedOut':
    case 'noWay':
      return l10n.t('Check the port, the firewall, and whether a VPN or a proxy is needed.');
    default:
      return '';
  }
}
