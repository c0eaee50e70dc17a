import { formatUsdLimit } from '../../src/core/limitUsd.ts';
import type { NoticeModel } from '../../src/trajectory/model.ts';
import { strings } from '../strings.ts';

export function textOfNotice(notice: NoticeModel): string {
  return notice.kind === 'raised'
    ? strings.raised(formatUsdLimit(notice.maxCostUsd))
    : strings.noticeText(notice.text, notice.call, notice.times);
}
