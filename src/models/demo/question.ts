import { isFieldNoun, levelsNamed } from './field.ts';
import {
  contain,
  lineWord,
  numberWord,
  outlineForms,
  singular,
  there,
  wordFor,
} from './phrases.ts';
import { Targets } from './targets.ts';
import type { Task } from './task.ts';
import { tidyQuestion } from './tidy.ts';

/** Reads a question; null when it has none of the forms, or says more than they can hold. */
export function readQuestion(asked: string): Task | null {
  const { text, quotes, date } = tidyQuestion(asked);
  if (text === '') return null;
  return new Reader(text, new Targets(quotes, date)).read();
}

class Reader {
  readonly #text: string;
  readonly #targets: Targets;

  constructor(text: string, targets: Targets) {
    this.#text = text;
    this.#targets = targets;
  }

  read(): Task | null {
    return (
      this.#outline() ??
      this.#frequent() ??
      this.#count() ??
      this.#when() ??
      this.#which() ??
      this.#find()
    );
  }

  #match(source: string): readonly string[] | null {
    const match = new RegExp(`^(?:${source})$`, 'i').exec(this.#text);
    return match === null ? null : match.slice(1).map((part) => part ?? '');
  }

  #outline(): Task | null {
    const found = this.#match(outlineForms);
    return found === null || this.#targets.date !== null ? null : { form: 'outline' };
  }

  #count(): Task | null {
    if (this.#targets.date === null) {
      const total = this.#match(
        `(?:how many|count(?: all)?(?: the)?|(?:what is )?the (?:total )?number of|number of) (log lines|lines|entries|records|rows|words|characters|files|documents)${there}(?: long)?`,
      );
      if (total !== null || this.#match('how long is (?:it|this|the \\w+)')) {
        const unit = (total?.[0] ?? 'lines').toLowerCase();
        if (/files|documents/.test(unit)) return { form: 'total', unit: 'file' };
        if (/words/.test(unit)) return { form: 'total', unit: 'word' };
        if (/characters/.test(unit)) return { form: 'total', unit: 'character' };
        return { form: 'total', unit: /line/.test(unit) ? 'line' : 'entry' };
      }
    }
    const head =
      '(?:how many|count(?: all)?(?: the)?|(?:what is )?the (?:total )?number of|number of)';
    const linesWith = this.#match(`${head} ${lineWord}(?: are there)? ${contain} ${wordFor}(.+)`);
    if (linesWith !== null) return this.#counting(linesWith[0], 'line', false);
    const times =
      this.#match(
        `(?:how many times|how often)(?: (?:does|do|did|is|are|was|were|has|have))? ${wordFor}(.+?) (?:been )?(?:occur|occurs|appear|appears|happen|happened|mentioned|found|logged|come up|show up|used|written|repeated|seen|stand|named|reported|there)`,
      ) ??
      this.#match(
        `${head} (?:occurrences|matches|instances|mentions|appearances) (?:of|for) ${wordFor}(.+?)${there}`,
      );
    if (times !== null) {
      const sought = this.#targets.sought(times[0], false);
      const where = this.#targets.where(times[0], false);
      if (where === null) return null;
      // "How often did an error occur" asks for the level's lines.
      if (where.levels !== null) return { form: 'count', where, unit: 'line' };
      return sought === null
        ? null
        : { form: 'count', where: { ...where, sought }, unit: 'occurrence' };
    }
    const distinct = this.#match(`${head} (?:different|distinct|unique) (.+?)${there}`);
    if (distinct !== null) return this.#distinct(distinct[0] ?? '');
    const failing = this.#match(
      `${head} (.+?) (failed|crashed|broke|logged \\w+|had \\w+|reported \\w+)`,
    );
    if (failing !== null) {
      const where = this.#targets.failure(failing[1] ?? '');
      const noun = this.#targets.noun(failing[0] ?? '');
      if (where !== null && noun !== null && isFieldNoun(noun)) {
        return { form: 'which', noun, where, cause: false, onlyCount: true };
      }
    }
    const level = this.#match(`${head} (\\w+)(?:[- ]level)? ${lineWord}${there}`);
    if (level !== null && levelsNamed(level[0] ?? '') !== null) {
      return this.#counting(level[0], 'line', true);
    }
    const plain = this.#match(`${head} (.+?)${there}`);
    if (plain !== null) {
      const noun = this.#targets.noun(plain[0] ?? '');
      if (noun !== null && isFieldNoun(noun) && levelsNamed(plain[0] ?? '') === null) {
        return this.#distinct(noun);
      }
      return this.#counting(plain[0], 'line', true);
    }
    return null;
  }

  #counting(target: string | undefined, unit: 'line' | 'occurrence', noun: boolean): Task | null {
    const where = this.#targets.where(target, noun);
    return where === null ? null : { form: 'count', where, unit };
  }

  #distinct(text: string): Task | null {
    const noun = this.#targets.noun(text);
    if (noun === null) return null;
    return { form: 'which', noun, where: this.#targets.all(), cause: false, onlyCount: true };
  }

  #which(): Task | null {
    const cause =
      '(,? (?:and )?(?:why|how come|what (?:set|caused|triggered|started|made|brought about|was the cause|led to).*))?';
    const about = this.#match(`(?:which|what) (?:files|documents|paths) ${contain} ${wordFor}(.+)`);
    if (about !== null) {
      const where = this.#targets.where(about[0], false);
      return where === null ? null : { form: 'files', where };
    }
    const lines = this.#match(`(?:which|what) ${lineWord} ${contain} ${wordFor}(.+)`);
    if (lines !== null) {
      const where = this.#targets.where(lines[0], false);
      return where === null ? null : { form: 'find', where };
    }
    const failed = this.#match(
      `(?:which|what) (.+?) (failed|crashed|broke|broke down|had failures|(?:were|are|was|is) failing|went down)${cause}`,
    );
    const logged = this.#match(
      `(?:which|what) (.+?) ((?:log|logs|logged|had|have|has|report|reports|reported|raised|show|shows|showed|produced|threw|recorded|wrote|saw) (?:any |an? |some )?\\w+?(?: (?:lines|messages|entries))?)${cause}`,
    );
    for (const found of [failed, logged]) {
      if (found === null) continue;
      const noun = this.#targets.noun(found[0] ?? '');
      const where = this.#targets.failure(found[1] ?? '');
      if (noun === null || where === null) continue;
      return { form: 'which', noun, where, cause: (found[2] ?? '') !== '', onlyCount: false };
    }
    const withText = this.#match(
      `(?:which|what) (.+?) (?:log|logs|logged|report|reports|reported|${contain
        .slice(3, -1)
        .replace(/^.*?\)\?/, '')
        .replace('(?:', '')}) ${wordFor}(.+)`,
    );
    if (withText !== null) {
      const noun = this.#targets.noun(withText[0] ?? '');
      const where = this.#targets.where(withText[1], false);
      if (noun === null || where === null) return null;
      return { form: 'which', noun, where, cause: false, onlyCount: false };
    }
    const all =
      this.#match(
        `(?:which|what) (.+?) (?:are there|exist|occur|appear|are (?:mentioned|named|listed|used|in it|logged)|were (?:used|seen|mentioned|logged)|do (?:we|you|i) (?:have|see)|does (?:it|the \\w+|this \\w+) (?:contain|mention|have|list|use|name))`,
      ) ??
      this.#match(
        '(?:list|name|show|give)(?: me)?(?: all)?(?: the)?(?: different| distinct| unique)? (\\w+(?: \\w+)?)',
      ) ??
      this.#match('what are the (?:different |distinct |unique )?(\\w+(?: \\w+)?)');
    if (all !== null) {
      const noun = this.#targets.noun(all[0] ?? '');
      if (noun === null || noun === 'line') return null;
      if (noun === 'file') return { form: 'outline' };
      return { form: 'which', noun, where: this.#targets.all(), cause: false, onlyCount: false };
    }
    return null;
  }

  #when(): Task | null {
    const end = '(first|last|earliest|latest|most recent)';
    const verb =
      '(?:occur|occurred|happen|happened|appear|appeared|seen|mentioned|logged|start|begin|found|used|reported|come up|show up|named)';
    const forms: readonly [string, (groups: readonly string[]) => [string, string]][] = [
      [
        `(?:when|where|on which line|on what date|at what time) (?:did|was|were|is|are|does|do|has|have) ${wordFor}(.+?) (?:been )?first and last ${verb}`,
        ([a = '']) => [a, 'both'],
      ],
      [
        `(?:when|where|on which line|on what date|at what time) (?:did|was|were|is|are|does|do|has|have) ${wordFor}(.+?) (?:been )?first ${verb},? and (?:when (?:was it )?)?last(?: ${verb})?`,
        ([a = '']) => [a, 'both'],
      ],
      [
        `(?:when|where|on which line|on what date|at what time) (?:did|was|were|is|are|does|do|has|have) ${wordFor}(.+?) ${end} (?:been )?${verb}`,
        ([a = '', b = '']) => [a, b],
      ],
      [
        `(?:when|where) (?:did|was|were|is|are) the first and (?:the )?last (.+?)(?: ${verb})?`,
        ([a = '']) => [a, 'both'],
      ],
      [
        `(?:when|where|on what date|at what time) (?:did|was|were|is|are) the ${end} (.+?)(?: ${verb})?`,
        ([a = '', b = '']) => [b, a],
      ],
      [
        `(?:what|which) (?:is|was|are|were) the ${end} (?:occurrence of |mention of )?${wordFor}(.+)`,
        ([a = '', b = '']) => [b, a],
      ],
      [
        `(?:the )?${end} (?:occurrence|mention|appearance) of ${wordFor}(.+)`,
        ([a = '', b = '']) => [b, a],
      ],
      [
        `(?:when|on what date|at what time) (?:did|was|were|does|do|is) ${wordFor}(.+?) ${verb}`,
        ([a = '']) => [a, 'both'],
      ],
    ];
    for (const [source, order] of forms) {
      const groups = this.#match(source);
      if (groups === null) continue;
      const [target, which] = order(groups);
      const where = this.#targets.where(target.replace(/^(?:an?|the|any) /i, ''), true);
      if (where === null) return null;
      const ends = /both/.test(which) ? 'both' : /first|earliest/i.test(which) ? 'first' : 'last';
      return { form: 'when', where, ends };
    }
    return null;
  }

  #frequent(): Task | null {
    const most =
      '(?:most (?:frequent|common|often|frequently|commonly|used|frequently used|commonly used|popular)|commonest|top)';
    const number = '(?:(\\d+|two|three|four|five|ten|twenty) )?';
    const found =
      this.#match(
        `(?:(?:what|which|who|show|list|give)(?: me)?(?: is| are| was| were|'s)? ?)?(?:the )?${number}${most} ${number}(?:occurring |used |logged )?(.+?)(?: by (?:number of )?(\\w+))?`,
      ) ??
      this.#match(
        `(?:which|what) ${number}${number}(.+?) (?:occurs|occur|appears|appear|is used|is mentioned|happens|happened|occurred|appeared|comes up|was logged|is logged)(?: the)? most(?: often| frequently)?()`,
      ) ??
      this.#match(
        `(?:which|what) ${number}${number}(.+?) (?:logged|had|has|have|reported|produced|raised|threw|shows|logs|wrote) (?:the )?most (\\w+)`,
      );
    if (found === null) return null;
    const [before = '', after = '', thing = '', by = ''] = found;
    const where =
      by === '' || /^(?:lines|occurrences|frequency|count)$/i.test(by)
        ? this.#targets.all()
        : this.#targets.failure(`had ${by}`);
    if (where === null) return null;
    const top =
      numberWord(before || after) ?? (/s$/i.test(thing) && !/address$|ss$/i.test(thing) ? 10 : 1);
    const bare = thing.replace(/ (?:messages?|lines?|entries|entry)$/i, '');
    const levels = levelsNamed(bare);
    if (levels !== null) {
      return {
        form: 'frequent',
        noun: 'message',
        where: { ...where, levels, levelWord: singular(bare) },
        top,
      };
    }
    const noun = this.#targets.noun(thing);
    return noun === null ? null : { form: 'frequent', noun, where, top };
  }

  #find(): Task | null {
    const found =
      this.#match(
        `(?:find|search(?: for)?|look for|look up|locate|grep(?: for)?)(?: me)?(?: all)?(?: the)? (?:(?:${lineWord} )?(?:about|with|of|for|${contain}) )?(?:the )?${wordFor}(.+)`,
      ) ??
      this.#match(
        `(?:show|list|give|print|quote|get)(?: me)?(?: all)?(?: the)? ${lineWord} (?:about|with|of|for|on|from|${contain}) ${wordFor}(.+)`,
      ) ??
      this.#match(
        `where (?:is|are|was|were|do|does|did) (?:the )?${wordFor}(.+?)(?: (?:mentioned|found|defined|used|occur|appear|stand|located|written|logged|said|named|described|declared))?`,
      ) ??
      this.#match(
        `(?:on )?(?:which|what) lines? (?:is|are|does|do) (?:the )?${wordFor}(.+?)(?: (?:mentioned|found|defined|used|occur|appear|stand))?`,
      ) ??
      this.#match(`find (.+)`);
    if (found === null) return null;
    const where = this.#targets.where(found[0], true, true);
    return where === null ? null : { form: 'find', where };
  }
}
