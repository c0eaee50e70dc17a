// Writes media/samples/platform.log, the same bytes each time: `node test/scripts/makeSample.mjs [FILE]`.
// Five days of a shop's platform, with what went wrong: most of it on 14 March, some on the days
// around it, and lines that only look like it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const seed = 314159;
const day = 24 * 60 * 60 * 1000;
const firstDay = Date.UTC(2026, 2, 12);
const days = 5;
/** Ordinary lines a day. */
const ordinaryLines = 2050;

/** A small generator of pseudo-random numbers from 0 to 1 (mulberry32). */
function randomFrom(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(seed);
const whole = (from, to) => from + Math.floor(random() * (to - from + 1));
const pick = (list) => list[Math.floor(random() * list.length)];
const hex = (length) => Array.from({ length }, () => pick([...'0123456789abcdef'])).join('');

const customers = Array.from({ length: 60 }, () => `c-${whole(10000, 99999)}`);
const products = [
  'kettle',
  'lamp',
  'desk',
  'chair',
  'shelf',
  'rug',
  'mirror',
  'clock',
  'vase',
  'bench',
];
const queries = [
  'oak desk',
  'reading lamp',
  'wool rug',
  'garden bench',
  'wall clock',
  'tea kettle',
];
const address = () => `10.${whole(0, 3)}.${whole(0, 255)}.${whole(1, 254)}`;
const euros = () => `${whole(4, 480)}.${String(whole(0, 99)).padStart(2, '0')}`;

/** What each service says when all is well: [level, weight, message]. */
const ordinary = {
  gateway: [
    [
      'INFO',
      30,
      () =>
        `GET /products/${pick(products)}-${whole(1, 400)} 200 in ${whole(8, 190)} ms from ${address()}`,
    ],
    [
      'INFO',
      14,
      () =>
        `GET /search?q=${pick(queries).replace(' ', '+')} 200 in ${whole(30, 320)} ms from ${address()}`,
    ],
    ['INFO', 10, () => `POST /cart 201 in ${whole(12, 90)} ms from ${address()}`],
    ['INFO', 3, () => `GET /favicon.ico 404 in ${whole(1, 4)} ms from ${address()}`],
    ['DEBUG', 4, () => `keep-alive connection of ${address()} closed after ${whole(5, 75)} s`],
    ['WARN', 1, () => `slow client ${address()}: ${whole(2, 9)} s for ${whole(20, 90)} KB`],
  ],
  auth: [
    ['INFO', 14, () => `customer ${pick(customers)} signed in from ${address()}`],
    [
      'INFO',
      8,
      () => `token of customer ${pick(customers)} renewed, valid for ${pick([30, 60])} min`,
    ],
    ['WARN', 2, () => `wrong password for customer ${pick(customers)}, attempt ${whole(1, 3)}`],
    ['DEBUG', 3, () => `session cache holds ${whole(800, 2400)} entries`],
  ],
  checkout: [
    [
      'INFO',
      9,
      () =>
        `order ${whole(400000, 499999)} of customer ${pick(customers)} placed: ${whole(1, 6)} items, ${euros()} EUR`,
    ],
    ['INFO', 6, () => `cart of customer ${pick(customers)} recalculated: ${whole(1, 9)} items`],
    ['DEBUG', 2, () => `voucher SPRING${whole(10, 30)} accepted for customer ${pick(customers)}`],
  ],
  payments: [
    [
      'INFO',
      9,
      () => `charged ${euros()} EUR for order ${whole(400000, 499999)} in ${whole(90, 700)} ms`,
    ],
    ['INFO', 2, () => `refunded ${euros()} EUR for order ${whole(400000, 499999)}`],
    ['DEBUG', 2, () => `connection pool: ${whole(6, 28)} of 50 in use`],
  ],
  inventory: [
    [
      'INFO',
      8,
      () =>
        `reserved ${whole(1, 4)} x ${pick(products)}-${whole(1, 400)} for order ${whole(400000, 499999)}`,
    ],
    ['INFO', 3, () => `stock of ${pick(products)}-${whole(1, 400)} is now ${whole(3, 180)}`],
    ['WARN', 1, () => `stock of ${pick(products)}-${whole(1, 400)} is low: ${whole(0, 2)} left`],
  ],
  search: [
    [
      'INFO',
      10,
      () => `query "${pick(queries)}" gave ${whole(3, 240)} hits in ${whole(9, 210)} ms`,
    ],
    ['DEBUG', 3, () => `segment ${hex(6)} merged, ${whole(2, 60)} MB`],
  ],
  media: [
    [
      'INFO',
      7,
      () => `image ${hex(8)}.webp scaled to ${pick([320, 640, 1280])} px in ${whole(14, 240)} ms`,
    ],
    ['INFO', 3, () => `stored ${hex(8)}.webp, ${whole(40, 900)} KB`],
  ],
  mailer: [
    ['INFO', 6, () => `order confirmation sent to customer ${pick(customers)}`],
    ['INFO', 2, () => `newsletter batch ${whole(1, 40)} of 40 delivered, ${whole(0, 3)} bounced`],
  ],
  scheduler: [
    [
      'INFO',
      3,
      () =>
        `job ${pick(['prices', 'sitemap', 'stock-report', 'cleanup'])} finished in ${whole(1, 90)} s with 0 errors`,
    ],
    ['DEBUG', 2, () => `next job in ${whole(10, 600)} s`],
  ],
  monitor: [
    [
      'INFO',
      3,
      () =>
        `error budget of ${pick(['gateway', 'checkout', 'payments', 'search'])}: ${whole(9700, 9999) / 100} % left`,
    ],
    ['DEBUG', 1, () => `scraped ${whole(40, 48)} targets`],
  ],
};

const menu = Object.entries(ordinary).flatMap(([service, messages]) =>
  messages.map(([level, weight, message]) => ({ service, level, weight, message })),
);
const menuWeight = menu.reduce((sum, { weight }) => sum + weight, 0);

function fromMenu() {
  let left = random() * menuWeight;
  for (const entry of menu) {
    left -= entry.weight;
    if (left < 0) return entry;
  }
  return menu[0];
}

const lines = [];
function add(at, level, service, message, request = '-', below = []) {
  lines.push({ at, order: lines.length, level, service, message, request, below });
}

/** ms since 1970 of a clock time in March 2026. */
function time(date, clock) {
  const [hours, minutes, seconds = 0] = clock.split(':').map(Number);
  return Date.UTC(2026, 2, date, hours, minutes) + Math.round(seconds * 1000);
}

/** The same message again and again, about every `gap` seconds from one time to another. */
function repeat(from, to, gap, level, service, message, below) {
  for (let at = from; at < to; at += Math.round(gap * 1000 * (0.5 + random()))) {
    const request = `req-${hex(8)}`;
    add(at, level, service, message(request), request, random() < 0.15 ? (below ?? []) : []);
  }
}

// --- ordinary traffic: busier by day than by night
for (let index = 0; index < days; index++) {
  for (let made = 0; made < ordinaryLines; ) {
    const at = firstDay + index * day + Math.floor(random() * day);
    const hour = new Date(at).getUTCHours();
    if (random() > 0.45 + 0.55 * Math.sin((Math.PI * hour) / 23)) continue;
    const { service, level, message } = fromMenu();
    const web = !['scheduler', 'monitor', 'mailer'].includes(service);
    add(at, level, service, message(), web ? `req-${hex(8)}` : '-');
    made += 1;
  }
}

// --- 12 March: a deadlock in inventory, over after a restart
add(
  time(12, '11:20:14.330'),
  'INFO',
  'deployer',
  'rolled out inventory 3.8.0: stock table is now locked by warehouse row',
);
repeat(
  time(12, '11:24:02'),
  time(12, '11:39'),
  41,
  'ERROR',
  'inventory',
  () => `reservation failed: deadlock detected on warehouse row ${whole(1, 9)}`,
);
add(time(12, '11:40:20.100'), 'INFO', 'deployer', 'rolled back inventory to 3.7.2');

// --- 13 March: clock skew in auth; the certificate's last warning
add(
  time(13, '14:03:37.018'),
  'WARN',
  'auth',
  'clock of node auth-2 is 340 s ahead after its time server was changed',
);
repeat(
  time(13, '14:04:10'),
  time(13, '14:31'),
  55,
  'ERROR',
  'auth',
  () => `token of customer ${pick(customers)} rejected: issued in the future by node auth-2`,
);
add(time(13, '14:32:05.700'), 'INFO', 'auth', 'clock of node auth-2 corrected');
add(
  time(13, '09:00:00.412'),
  'WARN',
  'gateway',
  'certificate of shop.example.net expires at 2026-03-14T00:00:00Z, in 15 h',
);
add(
  time(13, '21:00:00.407'),
  'WARN',
  'gateway',
  'certificate of shop.example.net expires at 2026-03-14T00:00:00Z, in 3 h',
);

// --- 14 March, 00:00: the certificate has expired
add(
  time(14, '00:00:00.871'),
  'WARN',
  'gateway',
  'certificate of shop.example.net has expired (not after 2026-03-14T00:00:00Z); renewal failed on 2026-02-28: DNS record not found',
);
repeat(
  time(14, '00:00:09'),
  time(14, '01:09'),
  38,
  'ERROR',
  'gateway',
  () => `TLS handshake with ${address()} failed: certificate of shop.example.net has expired`,
);
add(
  time(14, '01:10:31.220'),
  'INFO',
  'gateway',
  'certificate of shop.example.net renewed by hand, valid until 2026-06-12T00:00:00Z',
);

// --- 14 March, 03:07: the nightly dump fills the volume that media writes to
add(time(14, '03:00:00.050'), 'INFO', 'scheduler', 'job database-dump started, target /data/dumps');
add(time(14, '03:05:12.418'), 'WARN', 'monitor', 'volume /data is 91 % full');
add(
  time(14, '03:07:40.932'),
  'WARN',
  'monitor',
  'volume /data is full: job database-dump wrote 412 GB to /data/dumps, 0 MB left',
);
repeat(
  time(14, '03:07:52'),
  time(14, '04:26'),
  47,
  'ERROR',
  'media',
  () => `could not store ${hex(8)}.webp: no space left on volume /data`,
);
add(
  time(14, '04:27:15.000'),
  'INFO',
  'scheduler',
  'job database-dump cancelled, 412 GB removed from /data/dumps',
);

// --- 14 March, 09:41: a rollout shrinks the pool of payments; checkout's retries make it worse
add(
  time(14, '09:38:20.615'),
  'INFO',
  'deployer',
  'rolled out payments 4.12.0: connection pool size changed from 50 to 5',
);
const poolTrace = [
  '    at Pool.acquire (/srv/payments/node_modules/pool/lib/pool.js:214:19)',
  '    at Charges.create (/srv/payments/src/charges.js:88:31)',
];
repeat(
  time(14, '09:41:03'),
  time(14, '10:52'),
  24,
  'ERROR',
  'payments',
  () =>
    `could not charge order ${whole(400000, 499999)}: connection pool exhausted (5 of 5 in use, ${whole(40, 900)} waiting)`,
  poolTrace,
);
repeat(
  time(14, '09:41:18'),
  time(14, '10:50'),
  11,
  'WARN',
  'checkout',
  () => `payment of order ${whole(400000, 499999)} not confirmed, retry ${whole(1, 5)} of 5`,
);
repeat(
  time(14, '09:42:31'),
  time(14, '10:53'),
  19,
  'ERROR',
  'checkout',
  () => `order ${whole(400000, 499999)} given up after 5 retries: payments answered 503`,
);
add(
  time(14, '10:51:48.205'),
  'INFO',
  'deployer',
  'rolled back payments to 4.11.3: connection pool size is 50',
);

// --- search leaks memory from its rollout on 12 March, until it is killed on 14 March
add(time(12, '08:15:44.119'), 'INFO', 'deployer', 'rolled out search 7.2.0: caches parsed queries');
for (let step = 0; step <= 32; step++) {
  const at = time(12, '10:00') + step * 1.73 * 60 * 60 * 1000;
  const percent = Math.round(41 + step * 1.8);
  add(
    Math.round(at + random() * 60000),
    percent >= 85 ? 'WARN' : 'INFO',
    'search',
    `heap ${percent} % of 4096 MB after full collection, ${Math.round(percent * 1310)} parsed queries cached`,
  );
}
add(
  time(14, '17:55:02.337'),
  'WARN',
  'search',
  'heap 99 % of 4096 MB after full collection: cache of parsed queries has grown since 2026-03-12 and is never emptied',
);
add(
  time(14, '17:56:41.008'),
  'FATAL',
  'search',
  'out of memory: heap limit of 4096 MB reached, process 2231 killed',
);
add(time(14, '17:56:58.511'), 'INFO', 'search', 'started, version 7.2.0, heap limit 4096 MB');
repeat(
  time(14, '17:56:44'),
  time(14, '17:56:57'),
  3,
  'ERROR',
  'search',
  () => `query "${pick(queries)}" lost: process is stopping`,
);
add(
  time(14, '19:20:10.440'),
  'INFO',
  'deployer',
  'rolled out search 7.2.1: at most 10000 parsed queries cached',
);

// --- 15 March: a mail server that refuses; 16 March: a few declined charges
add(
  time(15, '06:30:11.900'),
  'WARN',
  'mailer',
  'sender address shop@example.net put on block list of mx.example.org',
);
repeat(
  time(15, '06:31:40'),
  time(15, '08:02'),
  95,
  'ERROR',
  'mailer',
  () => `order confirmation to customer ${pick(customers)} refused by mx.example.org: 550 blocked`,
);
add(
  time(15, '09:00:00.002'),
  'INFO',
  'monitor',
  'report on the failures of 2026-03-14 sent to on-call: gateway, media, payments, checkout, search',
);
repeat(
  time(16, '15:10'),
  time(16, '15:16'),
  70,
  'ERROR',
  'payments',
  () => `charge of ${euros()} EUR declined by bank: 2 attempts on 2026-03-14 already`,
);

lines.sort((a, b) => a.at - b.at || a.order - b.order);
const text = lines
  .flatMap(({ at, level, service, message, request, below }) => [
    `${new Date(at).toISOString()} ${level.padEnd(5)} ${service.padEnd(9)} [${request}] ${message}`,
    ...below,
  ])
  .join('\n');

const target =
  process.argv[2] ?? path.join(import.meta.dirname, '../../media/samples/platform.log');
writeFileSync(target, `${text}\n`);
