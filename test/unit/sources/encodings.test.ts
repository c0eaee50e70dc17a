import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidOption } from '../../../src/core/errors.ts';
import { isBinary } from '../../../src/sources/decode.ts';
import {
  byteEncodings,
  editorEncoding,
  encodingTitle,
  readEncodingName,
} from '../../../src/sources/encodings.ts';
import { decode, encode, unshare } from './support.ts';

const stamp = '2026-04-01 12:00:01 ERROR ';

/** What people write, in the encodings that it is still written in. */
const written: readonly [label: string, ...lines: string[]][] = [
  ['gb18030', '错误：连接被拒绝', '磁盘已满', '用户不存在，请稍后重试', '启动失败 admin 用户'],
  ['big5', '錯誤：連線被拒絕', '使用者不存在，請稍後再試', '磁碟已滿'],
  ['shift_jis', 'エラー：接続が拒否されました', 'タイムアウト', 'ｴﾗｰ ﾃﾞｨｽｸ ﾌﾙ', '起動失敗'],
  ['euc-jp', 'エラー：接続が拒否されました', '後でもう一度お試しください', '番号1 情報'],
  ['euc-kr', '오류: 연결이 거부되었습니다', '사용자를 찾을 수 없습니다', '디스크가 가득 찼습니다'],
  [
    'windows-1252',
    'Übertragung nach München: Größe',
    '“Don’t panic” – 5 €',
    'Échec de la connexion à la base',
  ],
  [
    'windows-1252',
    'Användaren kunde inte hittas på servern',
    'A conexão não pôde ser estabelecida',
    'Señal perdida',
  ],
  [
    'windows-1250',
    'Błąd: nie można otworzyć pliku',
    'Chyba: připojení bylo ukončeno, neplatné přihlašovací údaje',
  ],
  [
    'windows-1250',
    'Greška: datoteka nije pronađena',
    'Hiba: érvénytelen, időtúllépés történt, törölve',
  ],
  [
    'iso-8859-2',
    'Użytkownik został wylogowany, wystąpił błąd',
    'Žádost zamítnuta, přihlášení není platné, zkuste to později',
  ],
  [
    'windows-1251',
    'Ошибка: соединение разорвано',
    'Помилка: з’єднання розірвано',
    'Спробуйте пізніше, її немає',
  ],
  ['koi8-r', 'Ошибка: соединение разорвано', 'Пользователь не найден'],
  ['koi8-u', 'Помилка: її немає в базі, з єднання розірвано', 'Спробуйте пізніше'],
  ['windows-1253', 'Σφάλμα: η σύνδεση απέτυχε', 'Ο χρήστης δεν βρέθηκε στη βάση'],
  [
    'windows-1254',
    'Kullanıcı bulunamadı, daha sonra yeniden deneyiniz',
    'Şifre geçersiz, bağlantı başarısız',
  ],
  ['windows-1255', 'שגיאה: החיבור נכשל', 'המשתמש לא נמצא במסד הנתונים'],
  ['windows-1256', 'خطأ: فشل الاتصال بالخادم', 'لم يتم العثور على المستخدم'],
  ['windows-874', 'ข้อผิดพลาด: การเชื่อมต่อล้มเหลว'],
];

for (const [label, ...lines] of written) {
  test(`a log whose messages are ${label} is read as that: ${lines[0]}`, async () => {
    const line = (text: string) =>
      Buffer.concat([Buffer.from(stamp), encode(text, label), Buffer.from('\n')]);
    const alone = lines.map((text) => [text, line(text)] as const);
    const plain = Buffer.from(`${stamp}all is well\n`.repeat(4_000));
    const sparse = Buffer.concat([plain, ...lines.map(line), plain]);
    const dense = Buffer.concat(Array.from({ length: 400 }, () => lines.map(line)).flat());
    for (const [name, bytes] of [...alone, ['sparse', sparse], ['dense', dense]] as const) {
      const { text, foundBy } = await decode(bytes);
      const expected = name === 'sparse' || name === 'dense' ? lines : [name];
      for (const each of expected) assert.ok(unshare(text).includes(each), `${name}: ${each}`);
      assert.equal(foundBy, 'bytes', name);
    }
  });
}

test('what the bytes do not tell is windows-1252, and said to be a guess', async () => {
  for (const bytes of [[0xd1, 0x20, 0xde], [0xf0]]) {
    const { encoding, foundBy } = await decode(Uint8Array.from([0x61, 0x20, ...bytes, 0x0a]));
    assert.deepEqual([encoding, foundBy], ['windows-1252', 'guess']);
  }
});

test('signs of windows-1252 are what it has there, and text of Latin-1 alone is not widened', async () => {
  const signs = '“Smart quotes” cost 5 € – really… Don’t panic, Café';
  assert.equal(unshare((await decode(encode(signs, 'windows-1252'))).text), signs);
  const narrow = await decode(Buffer.from('Größe, naïve Straße'.repeat(10), 'latin1'));
  assert.equal(narrow.text.width, 1);
});

test('UTF-8 in which something is broken stays UTF-8, and what became U+FFFD is counted', async () => {
  const broken = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const cases: readonly [Buffer, text: string, replaced: number][] = [
    [broken('é'.repeat(9), [0xff], ' ok'), `${'é'.repeat(9)}\uFFFD ok`, 1],
    [broken('Größe, ok ', [0xfc], 'bel'), 'Größe, ok \uFFFDbel', 1],
    [broken('all is well ', [0xc3]), 'all is well \uFFFD', 1],
    [broken('all is well ', [0xe6, 0x9d]), 'all is well \uFFFD', 1],
    [broken('漢字 ', [0xf0, 0x9f, 0x98]), '漢字 \uFFFD', 1],
    // A surrogate pair in UTF-8's way, as Java writes it.
    [broken('ok ', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]), `ok ${'\uFFFD'.repeat(6)}`, 6],
    [broken('\uFEFFone\n\uFEFFtwo \uFFFD'), 'one\n\uFEFFtwo \uFFFD', 0],
  ];
  for (const [bytes, expected, count] of cases) {
    const { text, encoding, replaced } = await decode(bytes);
    assert.deepEqual([unshare(text), encoding, replaced], [expected, 'utf-8', count]);
  }
  const word = await decode(Buffer.from('un caf\xe9', 'latin1'));
  assert.equal(unshare(word.text), 'un café');
});

test('lines of UTF-8 in a text of another encoding are said', async () => {
  const latin1 = Buffer.from('Größe aus Köln\n'.repeat(12), 'latin1');
  const mixed = await decode(Buffer.concat([Buffer.from('Größe aus Köln\n'.repeat(10)), latin1]));
  assert.deepEqual([mixed.encoding, mixed.hasUtf8], ['windows-1252', true]);
  assert.equal((await decode(latin1)).hasUtf8, false);
  // Its letters make sequences of UTF-8 by chance, but no line of them.
  const korean = encode('2026-04-01 오류 연결이 거부되었습니다\n'.repeat(20), 'euc-kr');
  const { encoding, hasUtf8 } = await decode(korean);
  assert.deepEqual([encoding, hasUtf8], ['euc-kr', false]);
});

const logged = `${stamp}service gate1 could not start\r\n`.repeat(200);
const marked: readonly [string, Buffer][] = [
  ['utf-16le', Buffer.from(logged, 'utf16le')],
  ['utf-16be', Buffer.from(logged, 'utf16le').swap16()],
];

for (const [encoding, bytes] of marked) {
  test(`${encoding} without a mark is told by every second byte`, async () => {
    const read = await decode(bytes);
    assert.deepEqual([read.encoding, read.foundBy], [encoding, 'bytes']);
    assert.equal(unshare(read.text), logged);
    assert.equal(isBinary(bytes), false);
    for (const text of [
      'Ошибка 12: нет файла\n',
      '错误 12：连接被拒绝\n一二三 一\n',
      'エラー 1\n',
      'Größe\n',
    ]) {
      const little = Buffer.from(text.repeat(30), 'utf16le');
      const other = encoding === 'utf-16le' ? little : little.swap16();
      assert.equal(unshare((await decode(other)).text), text.repeat(30));
      assert.equal(isBinary(other), false);
    }
  });
}

test('UTF-32 is read by its mark, what is no character becoming U+FFFD', async () => {
  const text = 'Größe 漢 😀\n';
  const points = [0xfeff, ...[...text].map((each) => each.codePointAt(0) ?? 0), 0x110000, 0xd800];
  const little = Buffer.alloc(points.length * 4 + 2, 1);
  points.forEach((point, index) => void little.writeUInt32LE(point, index * 4));
  const big = Buffer.from(little);
  points.forEach((point, index) => void big.writeUInt32BE(point, index * 4));
  for (const [bytes, encoding] of [
    [little, 'utf-32le'],
    [big, 'utf-32be'],
  ] as const) {
    const read = await decode(bytes);
    assert.deepEqual([read.encoding, read.replaced], [encoding, 3]);
    assert.equal(unshare(read.text), `${text}\uFFFD\uFFFD\uFFFD`);
    assert.equal(isBinary(bytes), false);
  }
  assert.equal((await decode(Buffer.from([0xff, 0xfe, 0, 0]))).encoding, 'utf-32le');
});

test('UTF-16 that was appended to another text is said with its line, early and late', async () => {
  for (const lines of [1, 3, 400]) {
    for (const ending of ['\n', '\r\n', '\r']) {
      for (const swap of [false, true]) {
        const appended = Buffer.from(`${stamp}appended\r\n`.repeat(20), 'utf16le');
        if (swap) appended.swap16();
        const bytes = Buffer.concat([
          Buffer.from(`it begins plain${ending}`.repeat(lines)),
          appended,
        ]);
        const read = await decode(bytes);
        assert.deepEqual([read.encoding, read.otherLine], ['utf-8', lines + 1], `${lines} ${swap}`);
        assert.equal(isBinary(bytes), false);
      }
    }
  }
});

test('text of one byte a character that was appended to UTF-16 is said with its line', async () => {
  for (const swap of [false, true]) {
    const begun = Buffer.from(`\uFEFF${`${stamp}磁盘已满 一\r\n`.repeat(50)}`, 'utf16le');
    const marked = swap ? begun.swap16() : begun;
    assert.equal((await decode(marked)).otherLine, null);
    const appended = Buffer.concat([
      marked,
      Buffer.from(`${stamp}appended in ASCII\r\n`.repeat(3)),
    ]);
    assert.equal((await decode(appended)).otherLine, 51);
  }
});

test('binary is a NUL near the start that is none of UTF-16', async () => {
  const nuls = Buffer.concat([
    Buffer.from('2026 before\n'),
    Buffer.alloc(500),
    Buffer.from('after\n'),
  ]);
  const numbers = Buffer.from(Uint32Array.from({ length: 900 }, (_, index) => index * 77).buffer);
  const database = Buffer.concat([
    Buffer.from('SQLite format 3\0\x10\0\x01\x01\0@  ', 'latin1'),
    Buffer.alloc(800),
  ]);
  const variables = Buffer.from('PATH=/bin\0HOME=/home/x\0ERROR=1\0'.repeat(20));
  for (const bytes of [nuls, numbers, database, variables]) {
    assert.equal(isBinary(bytes), true);
    const { otherLine, encoding } = await decode(bytes);
    assert.equal(otherLine, null);
    assert.ok(!encoding.startsWith('utf-16'), encoding);
  }
});

test('a named encoding decides, but for a mark; another only where the bytes are not UTF-8', async () => {
  const russian = encode('Ошибка', 'koi8-r');
  const named = await decode(russian, { encoding: 'windows-1251' });
  assert.deepEqual([named.encoding, named.foundBy], ['windows-1251', 'choice']);
  const marked = await decode(Buffer.from('\uFEFFGröße', 'utf16le'), { encoding: 'gb18030' });
  assert.deepEqual([marked.encoding, unshare(marked.text)], ['utf-16le', 'Größe']);
  assert.equal((await decode(russian, { unlessUtf8: 'windows-1251' })).encoding, 'windows-1251');
  const utf8 = await decode(Buffer.from('Größe'), { unlessUtf8: 'windows-1251' });
  assert.deepEqual([utf8.encoding, unshare(utf8.text)], ['utf-8', 'Größe']);
  const bare = await decode(Buffer.from('Größe', 'utf16le'), { encoding: 'utf-16le' });
  assert.equal(unshare(bare.text), 'Größe');
});

test('every encoding that is offered can be decoded, long texts in pieces too', async () => {
  for (const label of ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', ...byteEncodings]) {
    assert.equal(readEncodingName(label, '--encoding'), label);
  }
  const text = '错误：连接被拒绝 '.repeat(100_000);
  const read = await decode(encode(text, 'gb18030'));
  assert.ok(unshare(read.text) === text, 'the text differs');
});

test('encodings go by every label of the WHATWG, and one that is none is refused in a sentence', () => {
  for (const [label, name] of [
    ['SJIS', 'shift_jis'],
    ['latin1', 'windows-1252'],
    ['cp1251', 'windows-1251'],
    [' GBK ', 'gbk'],
    ['utf8', 'utf-8'],
  ] as const) {
    assert.equal(readEncodingName(label, '--encoding'), name);
  }
  for (const label of ['klingon', '', 'replacement']) {
    assert.throws(
      () => readEncodingName(label, '--encoding'),
      (error: unknown) => {
        assert.ok(error instanceof InvalidOption);
        assert.match(error.message, /^--encoding is ".*", which is not .*gb18030.*\.$/);
        return true;
      },
    );
  }
  assert.equal(encodingTitle('shift_jis'), 'Shift_JIS');
  assert.equal(encodingTitle('koi8-r'), 'KOI8-R');
});

test("VS Code's names of encodings are known by the WHATWG's", () => {
  for (const [name, expected] of [
    ['shiftjis', 'shift_jis'],
    ['windows1251', 'windows-1251'],
    ['koi8r', 'koi8-r'],
    ['iso88591', 'windows-1252'],
    ['iso885915', 'iso-8859-15'],
    ['eucjp', 'euc-jp'],
    ['euckr', 'euc-kr'],
    ['gb18030', 'gb18030'],
    ['big5hkscs', 'big5'],
    ['cp866', 'ibm866'],
    ['utf16le', 'utf-16le'],
    ['cp437', null],
  ] as const) {
    assert.equal(editorEncoding(name), expected, name);
  }
});
