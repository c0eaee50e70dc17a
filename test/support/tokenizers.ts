// How many tokens other makers' tokenizers make of a sentence, beside the local count (o200k).

export const tokenizers = ['gemma', 'qwen', 'llama3', 'claude', 'llama2'] as const;
export type Tokenizer = (typeof tokenizers)[number];

export interface Sample extends Readonly<Record<Tokenizer | 'o200k', number>> {
  readonly text: string;
}

const row = (
  text: string,
  ...counts: readonly [number, number, number, number, number, number]
) => {
  const [o200k, gemma, qwen, llama3, claude, llama2] = counts;
  return { text, o200k, gemma, qwen, llama3, claude, llama2 };
};

/**
 * Counted in November 2026 with the vocabularies of Gemma 3, Qwen 3, Llama 3, Claude 2 (the last that
 * was published) and Llama 2; Amharic differs from a third to 1.4 times, Khmer from 0.7 to 5.4 times.
 */
export const languages: Readonly<Record<string, Sample>> = {
  english: row(
    'The server was restarted after the update, and since then several users have reported that their requests take longer than before. ',
    ...([24, 24, 24, 24, 25, 25] as const),
  ),
  code: row(
    '  async #ask(model: string, prompt: string): Promise<Paid> {\n    const bought = await this.#scope.pass(signal, () => buy(this.#scope, { model, signal }));\n    return bought ?? null;\n  }\n',
    ...([48, 56, 48, 48, 57, 59] as const),
  ),
  numbers: row(
    '48213.77,1093.20,77120.05,9931.48,60021.93,3.07\n',
    ...([29, 48, 48, 29, 28, 49] as const),
  ),
  log: row(
    '2026-11-27T06:14:12.193 INFO [worker-3] request 739201844 done in 611 ms status=200\n',
    ...([34, 53, 53, 34, 33, 54] as const),
  ),
  hashes: row(
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n',
    ...([44, 60, 60, 44, 45, 61] as const),
  ),
  german: row(
    'Größere Änderungen müssen künftig überprüft werden, bevor sie übernommen werden können. Der Server wurde neu gestartet. ',
    ...([24, 25, 34, 34, 37, 37] as const),
  ),
  russian: row(
    'Сервер был перезапущен после обновления, и с тех пор несколько пользователей сообщили, что запросы выполняются дольше. ',
    ...([29, 25, 35, 35, 53, 40] as const),
  ),
  arabic: row(
    'تمت إعادة تشغيل الخادم بعد التحديث، ومنذ ذلك الحين أبلغ العديد من المستخدمين أن طلباتهم تستغرق وقتا أطول. ',
    ...([33, 36, 39, 38, 98, 96] as const),
  ),
  chinese: row(
    '服务器在更新后重新启动，此后有几位用户反映他们的请求比以前花费的时间更长。',
    ...([26, 23, 21, 26, 29, 38] as const),
  ),
  japanese: row(
    '更新後にサーバーが再起動され、それ以来、複数のユーザーからリクエストに以前より時間がかかるという報告がありました。',
    ...([40, 25, 32, 37, 52, 58] as const),
  ),
  korean: row(
    '업데이트 후 서버가 다시 시작되었으며 그 이후로 여러 사용자가 요청이 이전보다 오래 걸린다고 보고했습니다. ',
    ...([28, 27, 32, 30, 62, 65] as const),
  ),
  hindi: row(
    'अपडेट के बाद सर्वर को फिर से शुरू किया गया, और तब से कई उपयोगकर्ताओं ने बताया है कि उनके अनुरोधों में पहले से अधिक समय लगता है। ',
    ...([36, 34, 117, 64, 139, 133] as const),
  ),
  thai: row(
    'เซิร์ฟเวอร์ถูกรีสตาร์ทหลังจากการอัปเดต และตั้งแต่นั้นมาผู้ใช้หลายคนรายงานว่าคำขอใช้เวลานานกว่าเดิม ',
    ...([45, 36, 56, 49, 167, 100] as const),
  ),
  khmer: row(
    'ម៉ាស៊ីនមេត្រូវបានចាប់ផ្តើមឡើងវិញបន្ទាប់ពីការអាប់ដេត ហើយចាប់តាំងពីពេលនោះមកអ្នកប្រើប្រាស់ជាច្រើនបានរាយការណ៍។ ',
    ...([59, 42, 131, 174, 317, 124] as const),
  ),
  amharic: row(
    'አገልጋዩ ከዝማኔው በኋላ እንደገና ተጀምሯል፣ ከዚያን ጊዜ ጀምሮ ብዙ ተጠቃሚዎች ጥያቄዎቻቸው ከበፊቱ የበለጠ ጊዜ እንደሚወስዱ ሪፖርት አድርገዋል። ',
    ...([169, 52, 130, 227, 243, 216] as const),
  ),
  emoji: row('😀🎉🚀👩‍👩‍👧‍👦🌍🔥❤️👍🏽🙏🇪🇹💡🧩', ...([33, 20, 25, 51, 47, 46] as const)),
};
