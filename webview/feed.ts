import type { StoredEvent } from '../src/core/events.ts';
import type { Channel, Nothing } from '../src/protocol/channel.ts';
import type { PanelEvents, PanelRequests } from '../src/protocol/panel.ts';
import { applyEvent, emptyTrajectory } from '../src/trajectory/applyEvent.ts';
import type { Trajectory } from '../src/trajectory/model.ts';

export type PanelChannel = Channel<PanelRequests, Nothing, PanelEvents>;

/** What the page has of its run, kept up to date. */
export interface Feed {
  readonly model: Trajectory;
  /** `''` until the host has said it. */
  readonly runId: string;
  /** More will come. */
  readonly live: boolean;
  /** True once the host has answered for the first time. */
  readonly loaded: boolean;
  /** ms to add to this page's clock to have the host's. */
  readonly clockOffset: number;
  /** Asks for what came since the last event that is here. Rejects when the host can't answer. */
  refresh(): Promise<void>;
  /** The whole record so far, which takes in what is new too. Rejects as `refresh` does. */
  record(): Promise<readonly StoredEvent[]>;
}

/**
 * Listens to the host and takes its events in, in order: what arrives before the record is here, or
 * after a gap in it, waits until the host has been asked for what is missing.
 */
export function openFeed(
  channel: PanelChannel,
  clock: () => number,
  onChange: () => void,
  onFault: (error: unknown) => void,
): Feed {
  const feed = {
    model: emptyTrajectory(),
    runId: '',
    live: false,
    loaded: false,
    clockOffset: 0,
    refresh,
    record,
  };
  let waiting: StoredEvent[] = [];
  let asking: Promise<void> | null = null;
  let settled = false;

  function refresh(): Promise<void> {
    asking ??= load(feed.model.seq)
      .then(() => {})
      .finally(() => {
        asking = null;
      });
    return asking;
  }

  async function record(): Promise<readonly StoredEvent[]> {
    await asking;
    let events: readonly StoredEvent[] = [];
    asking = load(0)
      .then((all) => {
        events = all.filter(({ type }) => type !== 'model.delta');
      })
      .finally(() => {
        asking = null;
      });
    await asking;
    return events;
  }

  async function load(since: number): Promise<readonly StoredEvent[]> {
    const record = await channel.request('events', { since });
    feed.runId = record.runId;
    feed.live = record.live && !settled;
    feed.loaded = true;
    feed.clockOffset = record.now - clock();
    for (const event of record.events) applyEvent(feed.model, event);
    const late = waiting;
    waiting = [];
    for (const event of late) {
      // The host answered after it had sent these: what they streamed is in its answer already.
      if (event.type !== 'model.delta') applyEvent(feed.model, event);
    }
    onChange();
    return record.events;
  }

  channel.on('appended', (events) => {
    // Nothing comes after the end, unless the run has been resumed.
    settled = false;
    feed.live = true;
    for (const event of events) {
      const next = feed.loaded && asking === null && event.seq <= feed.model.seq + 1;
      if (next) applyEvent(feed.model, event);
      else waiting.push(event);
    }
    if (waiting.length > 0 && asking === null) refresh().catch(onFault);
    onChange();
  });
  channel.on('settled', () => {
    settled = true;
    feed.live = false;
    onChange();
  });
  return feed;
}
