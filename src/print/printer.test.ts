import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, test } from 'node:test';
import { inflateSync } from 'node:zlib';
import type { PrintDocument } from './document.ts';
import { createPrinter, MAX_PRINT_CHARACTERS, MAX_PRINTS_WAITING, marked } from './printer.ts';

const printer = createPrinter();
after(() => printer[Symbol.asyncDispose]());

function document(said: string, more: Partial<PrintDocument> = {}): PrintDocument {
  return {
    language: 'en',
    direction: 'ltr',
    title: 'A report',
    subtitle: { said },
    blocks: [
      { kind: 'heading', text: 'Facts' },
      { kind: 'notice', text: { said } },
      {
        kind: 'rows',
        head: ['Asked for', 'Answer'],
        rows: [
          { label: 'One', note: 'required', values: [{ said }, { said, fixed: true }], remark: 'estimate' },
          { label: 'Two', values: [] },
        ],
      },
    ],
    foot: 'The foot.',
    pageOf: ' / ',
    ...more,
  };
}

async function pdfOf(wanted: PrintDocument): Promise<string> {
  const printed = await printer.print(wanted);
  assert.ok(printed.ok, printed.ok ? '' : `${printed.refusal.code}: ${printed.refusal.sentence}`);
  return Buffer.from(printed.value.pdf).toString('latin1');
}

/** The file with its compressed parts opened, so that the structure can be read. */
function opened(pdf: string): string {
  const parts = [pdf];
  for (const match of pdf.matchAll(/stream\r?\n/g)) {
    const from = match.index + match[0].length;
    const to = pdf.indexOf('endstream', from);
    try {
      parts.push(inflateSync(Buffer.from(pdf.slice(from, to), 'latin1')).toString('latin1'));
    } catch {
      // Fonts and images are compressed otherwise; their text is not looked for.
    }
  }
  return parts.join('\n');
}

test('a print is a tagged PDF/UA-1 that names its language and title', async () => {
  const pdf = opened(await pdfOf(document('Sankt Orla')));
  assert.match(pdf, /^%PDF-1\.7/);
  assert.match(pdf, /\/MarkInfo\s*<<\s*\/Marked true/);
  assert.match(pdf, /\/StructTreeRoot/);
  assert.match(pdf, /\/Lang\s*\(en/);
  assert.match(pdf, /\/S\s*\/H1/);
  assert.match(pdf, /\/S\s*\/TH/);
  assert.match(pdf, /<pdfuaid:part>1<\/pdfuaid:part>/);
  assert.match(pdf, /A report/);
});

test('the language of the document is the language of the file', async () => {
  const pdf = opened(await pdfOf(document('Sankt Orla', { language: 'ru', title: 'Сообщение' })));
  assert.match(pdf, /\/Lang\s*\(ru/);
});

const TYPST =
  '#set page(width: 1pt)\n#panic("x") $x^2$ `raw` *b* _i_ @ref <label> = H // c \\u{1F600} #import "/etc/passwd": *';

for (const [what, said] of [
  ['markup of the typesetter', TYPST],
  ['quotes and backslashes', `"'\\"\\\\" \\n #"\\(sys.inputs)"`],
  ['controls of direction and other controls', '\u202Eevil\u202C \u2066x\u2069 \u0000\u0007\u001B\u007F'],
  ['half a character', 'x\uD800y'],
  ['nothing at all', ''],
  ['line ends of every kind', 'a\nb\r\nc\rd\u2028e\u2029f\tg'],
  ['twenty thousand letters without a space', 'x'.repeat(20_000)],
] as const) {
  test(`${what} in what somebody wrote is text and stays text`, async () => {
    const plain = await pdfOf(document('Sankt Orla'));
    const pdf = await pdfOf(document(said));
    const box = /\/MediaBox\s*\[[^\]]*\]/.exec(opened(plain))?.[0];
    assert.equal(/\/MediaBox\s*\[[^\]]*\]/.exec(opened(pdf))?.[0], box, 'the page is as the template made it');
  });
}

test('letters that nobody has a font for are written by their codes, and the caller is told', async () => {
  const printed = await printer.print(document('Name: \u{1E900}\u{12000} end'));
  assert.ok(printed.ok);
  for (const letter of printed.value.coded) assert.ok('\u{1E900}\u{12000}'.includes(letter));
});

test('a text of ours that cannot be shown is refused by the name of its language, never printed as boxes', async () => {
  // Unassigned for ever, so that no font of any machine has it.
  const printed = await printer.print(document('x', { language: 'zh', title: '\u{E0FFF}\u{12000}\uFDD0' }));
  assert.ok(!printed.ok);
  assert.equal(printed.refusal.code, 'print-font-missing');
  assert.match(printed.refusal.sentence, /Chinese.*fonts-noto-cjk.*JSON/);
});

test('five languages are printed with nothing but what the packages bring, Arabic from right to left', async () => {
  for (const [language, title] of [
    ['en', 'A report to an authority'],
    ['fr', 'Œuvre : déclaration à l’autorité'],
    ['es', '¿Qué pasó? Señal'],
    ['ru', 'Сообщение органу власти'],
    ['ar', 'تقرير إلى سلطة'],
  ] as const) {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const pdf = opened(await pdfOf(document('Sankt Orla 12', { language, direction, title })));
    assert.match(pdf, new RegExp(`/Lang\\s*\\(${language}`));
    const wanted = language === 'ar' ? 'NotoNaskhArabic' : 'NotoSans';
    assert.match(pdf, new RegExp(`/FontName\\s*/[A-Z]{6}\\+${wanted}`), language);
  }
});

test('a document above the limit is refused before the thread sees it', async () => {
  const printed = await printer.print(document('x'.repeat(MAX_PRINT_CHARACTERS)));
  assert.equal(printed.ok ? 'printed' : printed.refusal.code, 'print-too-large');
});

test('what takes too long is ended, and the next document is printed', async () => {
  await using hasty = createPrinter({ timeLimitMs: 1 });
  const printed = await hasty.print(document('x '.repeat(20_000)));
  assert.equal(printed.ok ? 'printed' : printed.refusal.code, 'print-too-slow');
  const again = await hasty.print(document('x'));
  assert.equal(again.ok ? 'printed' : again.refusal.code, 'print-too-slow');
  assert.ok((await printer.print(document('x'))).ok);
});

test('more documents than may wait are refused at once, and those that wait are all printed', async () => {
  const all = Array.from({ length: MAX_PRINTS_WAITING + 3 }, () => printer.print(document('x')));
  const codes = (await Promise.all(all)).map((printed) => (printed.ok ? 'printed' : printed.refusal.code));
  assert.deepEqual(codes.slice(0, MAX_PRINTS_WAITING + 1), Array(MAX_PRINTS_WAITING + 1).fill('printed'));
  assert.deepEqual(codes.slice(MAX_PRINTS_WAITING + 1), ['printer-busy', 'printer-busy']);
});

test('the event loop goes on while a long document is set', async () => {
  const before = performance.eventLoopUtilization();
  assert.ok((await printer.print(document('Many words of a report. '.repeat(4_000)))).ok);
  const { utilization } = performance.eventLoopUtilization(before);
  assert.ok(utilization < 0.5, `it was busy for ${Math.round(utilization * 100)} % of the time`);
});

test('closing answers those who wait instead of leaving them', async () => {
  const closing = createPrinter();
  const waiting = [closing.print(document('x')), closing.print(document('y'))];
  await closing[Symbol.asyncDispose]();
  for (const printed of await Promise.all(waiting)) assert.equal(printed.ok, false);
});

test('the front door imports no compiler: only the thread does, when the first document comes', () => {
  const files = ['printer.ts', 'codes.ts', 'document.ts', 'fonts.ts'];
  for (const file of files) {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    assert.doesNotMatch(text, /typst-ts/, file);
    assert.doesNotMatch(text, /import \{[^}]*\} from '\.\/(?:print-worker|plain-text)\.ts'/, file);
  }
});

test('each document of an exercise says so before all else, once, and above every further page', () => {
  const plain = marked(document('Sankt Orla'), 'EXERCISE x');
  assert.deepEqual(plain.blocks[0], { kind: 'notice', text: 'EXERCISE x' });
  assert.equal(plain.banner, 'EXERCISE x');
  const own = { kind: 'notice', text: { said: 'EXERCISE x' } } as const;
  assert.deepEqual(marked(document('', { blocks: [own] }), 'EXERCISE x').blocks, [own]);
  assert.deepEqual(marked(document('Sankt Orla'), undefined), document('Sankt Orla'));
});

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ kind: 'paragraph', text: `Line ${at}` }) as const);

test('on paper no page of an exercise is without its words, in the language of the document', {
  skip: spawnSync('pdftotext', ['-v']).error === undefined ? false : 'no pdftotext here (Debian: poppler-utils)',
}, async () => {
  const words = { en: 'EXERCISE x', ar: 'تمرين' };
  await using exercising = createPrinter({ exercise: (language) => words[language as 'en' | 'ar'] });
  for (const [language, direction] of [
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ] as const) {
    const printed = await exercising.print(document('x', { language, direction, blocks: lines(120) }));
    assert.ok(printed.ok);
    const { stdout } = spawnSync('pdftotext', ['-', '-'], { input: printed.value.pdf });
    const pages = stdout.toString().split('\f').slice(0, -1);
    assert.ok(pages.length > 2);
    for (const page of pages) assert.equal(page.normalize('NFKC').split(words[language]).length - 1, 1, page);
  }
});

test('what is to fit a page has letters as large as that allows', async () => {
  const sizes: number[] = [];
  for (const count of [10, 43, 50]) {
    const pdf = opened(await pdfOf(document('x', { blocks: lines(count), close: true })));
    assert.equal([...pdf.matchAll(/\/Type\s*\/Page\b/g)].length, 1, `${count} lines`);
    sizes.push(Math.max(...[...pdf.matchAll(/ ([\d.]+) Tf/g)].map(([, size]) => Number(size))));
  }
  assert.equal(new Set(sizes).size, 3, sizes.join(' '));
  assert.deepEqual(
    sizes,
    sizes.toSorted((one, other) => other - one),
  );
});
