import * as vscode from 'vscode';
import { deferred } from '../../core/deferred.ts';
import { plainLine } from '../plainText.ts';
import { nameOffer, type Offer } from './offers.ts';

/** What went wrong with the last choice, and which it was. */
export interface ConnectFault {
  readonly offer: Offer;
  /** Whole sentences. */
  readonly sentence: string;
}

export interface ConnectListQuestion {
  /** What is there without looking. */
  readonly known: readonly Offer[];
  /** Looks for the rest, telling of each as it is found. Must not reject; the signal ends it. */
  readonly look: (
    signal: AbortSignal,
    onFound: (offers: readonly Offer[]) => void,
  ) => Promise<void>;
  /** What the settings ask now, by `nameOffer`; null: none of these. */
  readonly current: (offer: Offer) => boolean;
  readonly fault: ConnectFault | null;
}

interface OfferItem extends vscode.QuickPickItem {
  readonly offer: Offer;
}

/** Shows the list while it is still looked for more; undefined when the person gives up. */
export async function pickOffer(question: ConnectListQuestion): Promise<Offer | undefined> {
  const chosen = deferred<Offer | undefined>();
  const over = new AbortController();
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem | OfferItem>();
  pick.title = vscode.l10n.t('Connect a model');
  pick.placeholder = lookingText();
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.busy = true;
  const offers = new Map<string, Offer>();
  const add = (found: readonly Offer[]): void => {
    for (const offer of found) offers.set(nameOffer(offer), offer);
    const active = pick.activeItems.map(keyOf)[0];
    pick.items = itemsOf([...offers.values()], question);
    // What was pointed at stays so while others come in above it.
    const again = pick.items.find((item) => active !== undefined && keyOf(item) === active);
    if (again !== undefined) pick.activeItems = [again];
  };
  const subscriptions = [
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined && 'offer' in item) chosen.resolve(item.offer);
    }),
    pick.onDidTriggerItemButton(() => vscode.commands.executeCommand('rlm.showLog')),
    pick.onDidHide(() => chosen.resolve(undefined)),
  ];
  add(question.known);
  pick.show();
  void question.look(over.signal, add).then(() => {
    if (over.signal.aborted) return;
    pick.busy = false;
    pick.placeholder = chooseText();
  });
  try {
    return await chosen.promise;
  } finally {
    over.abort();
    for (const subscription of subscriptions) subscription.dispose();
    pick.dispose();
  }
}

function lookingText(): string {
  const { remoteName } = vscode.env;
  return remoteName === undefined
    ? vscode.l10n.t('Looking for models on this machine...')
    : vscode.l10n.t('Looking for models on the remote machine, where the extension runs...');
}

function chooseText(): string {
  const { remoteName } = vscode.env;
  return remoteName === undefined
    ? vscode.l10n.t('Choose who answers. All that is needed is set, and tested.')
    : vscode.l10n.t(
        'Choose who answers. Servers were looked for on the remote machine, where the extension runs.',
      );
}

function keyOf(item: vscode.QuickPickItem | OfferItem): string | undefined {
  return 'offer' in item ? nameOffer(item.offer) : undefined;
}

function itemsOf(
  offers: readonly Offer[],
  { fault, current }: ConnectListQuestion,
): (vscode.QuickPickItem | OfferItem)[] {
  const { Separator } = vscode.QuickPickItemKind;
  const section = (title: string, kinds: readonly Offer['kind'][]) => {
    const items = offers
      .filter(({ kind }) => kinds.includes(kind))
      .map((offer) => itemOf(offer, current(offer)));
    return items.length === 0 ? [] : [{ label: title, kind: Separator }, ...items];
  };
  return [
    ...(fault === null ? [] : faultItems(fault)),
    ...section(vscode.l10n.t('Models of other extensions'), ['vendor']),
    ...section(
      vscode.env.remoteName === undefined
        ? vscode.l10n.t('On this machine')
        : vscode.l10n.t('On the remote machine'),
      ['server'],
    ),
    ...section(vscode.l10n.t('Keys in the environment'), ['environment']),
    ...section(vscode.l10n.t('Others'), ['key', 'address']),
  ];
}

/** Most rows of a failure; the log has all of it. */
const mostSentences = 4;

/** The last failure, a row for each sentence, since rows are cut where they end. Each tries again. */
function faultItems({ offer, sentence }: ConnectFault): (vscode.QuickPickItem | OfferItem)[] {
  const sentences = plainLine(sentence).split(/(?<=[.!?]) (?=\p{Lu})/u);
  const buttons = [
    { iconPath: new vscode.ThemeIcon('output'), tooltip: vscode.l10n.t('Show log') },
  ];
  return [
    { label: vscode.l10n.t('Nothing was changed'), kind: vscode.QuickPickItemKind.Separator },
    ...sentences.slice(0, mostSentences).map((label, index) => ({
      label: `$(${index === 0 ? 'error' : 'blank'}) ${label}`,
      alwaysShow: true,
      buttons,
      offer,
    })),
    {
      label: `$(refresh) ${vscode.l10n.t('Try again: {0}', titleOf(offer))}`,
      alwaysShow: true,
      offer,
    },
  ];
}

function itemOf(offer: Offer, isCurrent: boolean): OfferItem {
  const description = [...(isCurrent ? [vscode.l10n.t('current')] : []), descriptionOf(offer)];
  return {
    label: `$(${iconOf(offer)}) ${titleOf(offer)}`,
    description: plainLine(description.filter((part) => part !== '').join(' · ')),
    offer,
  };
}

function titleOf(offer: Offer): string {
  switch (offer.kind) {
    case 'vendor':
      return plainLine(offer.vendor);
    case 'server':
      return plainLine(offer.server.maker ?? vscode.l10n.t("Server with OpenAI's API"));
    case 'environment':
      return offer.server.name;
    case 'key':
      return offer.server.name === 'Anthropic'
        ? vscode.l10n.t('Anthropic key...')
        : vscode.l10n.t('OpenAI key...');
    case 'address':
      return vscode.l10n.t('Other server...');
  }
}

function descriptionOf(offer: Offer): string {
  switch (offer.kind) {
    case 'vendor':
      return listed(offer.models.map(({ name }) => name));
    case 'server': {
      const { host, needsKey, models } = offer.server;
      const what = needsKey
        ? vscode.l10n.t('needs a key')
        : models.length === 0
          ? vscode.l10n.t('has no model yet')
          : listed(models.map(({ name }) => name));
      return `${host} · ${what}`;
    }
    case 'environment':
      return offer.variable;
    case 'key':
      return '';
    case 'address':
      return vscode.l10n.t("any with OpenAI's API, by its address");
  }
}

function iconOf({ kind }: Offer): string {
  switch (kind) {
    case 'vendor':
      return 'extensions';
    case 'server':
      return 'server';
    case 'environment':
      return 'terminal';
    case 'key':
      return 'key';
    case 'address':
      return 'globe';
  }
}

/** `qwen3:32b, qwen3:8b and 3 more`. */
function listed(names: readonly string[]): string {
  const shown = [...new Set(names)];
  const first = shown.slice(0, 3).join(', ');
  return shown.length <= 3 ? first : vscode.l10n.t('{0} and {1} more', first, shown.length - 3);
}
