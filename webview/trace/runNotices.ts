import type { NoticeModel } from '../../src/trajectory/model.ts';
import { make } from '../dom.ts';
import { textOfNotice } from './noticeText.ts';

/** What a person should know of a run before its first iteration. */
export class RunNotices {
  readonly element = make('div', 'notices', { 'data-find': 'notices' });
  #drawn = '';

  draw(notices: readonly NoticeModel[]): void {
    const texts = notices.map(textOfNotice);
    if (this.#drawn === texts.join('\n')) return;
    this.#drawn = texts.join('\n');
    this.element.replaceChildren(...texts.map((text) => make('p', 'notice', {}, text)));
  }
}
