/**
 * `npm run fonts [-- FOLDER]`: cuts the fonts of pages (`src/web/faces.ts`) anew out of Noto's own. Nothing else needs
 * what this needs: Debian's fonttools, python3-brotli, fonts-noto-core and fonts-noto-cjk, whose fonts it looks for in
 * FOLDER (/usr/share/fonts), and a network for three packages of npm.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit, stdout } from 'node:process';
import { FACES, FACES_FOLDER, type Face } from '#web/faces.ts';
import { words } from './arguments.ts';

const NOTO_SANS = '@fontsource-variable/noto-sans@5.3.0';
const NOTO_SANS_ARABIC = '@fontsource-variable/noto-sans-arabic@5.3.0';
const NOTO_SANS_MONO = '@fontsource-variable/noto-sans-mono@5.3.0';
const USAGE = `npm run fonts -- [FOLDER]
  FOLDER holds the fonts of Debian's fonts-noto-core and fonts-noto-cjk (/usr/share/fonts).
`;
const [DEBIAN = '/usr/share/fonts'] = words(USAGE, 1);
/** The simplified Chinese one among the fonts of that file. */
const SIMPLIFIED = 2;
/** What a page of plain text can use of a Latin, Greek or Cyrillic font; the rest is for typesetters. */
const FEATURES = 'ccmp,locl,mark,mkmk,kern,tnum';

type Source = {
  /** A package of npm, or a folder of the machine. */
  readonly from: string;
  readonly file: string;
  readonly features?: string;
  readonly fontNumber?: number;
};

function sourceOf(name: string): Source {
  const variable = (from: string, file: string, features = FEATURES): Source => ({
    from,
    file: `package/files/${file}-wght-normal.woff2`,
    features,
  });
  switch (name) {
    case 'latin':
    case 'greek':
    case 'cyrillic':
      return variable(NOTO_SANS, `noto-sans-${name}`);
    case 'latin-more':
      return variable(NOTO_SANS, 'noto-sans-latin-ext');
    case 'name-ru':
      return variable(NOTO_SANS, 'noto-sans-cyrillic');
    case 'arabic':
    case 'name-ar':
      return variable(NOTO_SANS_ARABIC, 'noto-sans-arabic-arabic', '*');
    case 'mono':
      return variable(NOTO_SANS_MONO, 'noto-sans-mono-latin');
    case 'arrows':
      return { from: DEBIAN, file: 'truetype/noto/NotoSansMath-Regular.ttf' };
    case 'marks':
      return { from: DEBIAN, file: 'truetype/noto/NotoSansSymbols2-Regular.ttf' };
    default:
      return { from: DEBIAN, file: 'opentype/noto/NotoSansCJK-Regular.ttc', fontNumber: SIMPLIFIED };
  }
}

function run(command: string, ...parts: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, parts, { encoding: 'utf8' });
  if (status === 0) return;
  stdout.write(`fonts: ${command} ${parts.join(' ')}: ${error?.message ?? stderr}\n`);
  exit(1);
}

/** The folder in which the files of a source lie: that of the machine, or a fresh copy of the package. */
function folderOf(from: string, work: string): string {
  if (from === DEBIAN) return DEBIAN;
  const folder = join(work, from.replaceAll(/[^\w.]/gu, '-'));
  if (mkdirSync(folder, { recursive: true }) === undefined) return folder;
  run('npm', 'pack', from, '--silent', '--pack-destination', folder);
  run('tar', '-xzf', join(folder, readdirSync(folder)[0]!), '-C', folder);
  return folder;
}

function cut(face: Face, work: string): void {
  const { from, file, features = '', fontNumber } = sourceOf(face.name);
  let source = join(folderOf(from, work), file);
  if (from !== DEBIAN) {
    const weighed = join(work, `${face.name}.ttf`);
    run('fonttools', 'varLib.instancer', source, `wght=${face.weights.replace(' ', ':')}`, '-o', weighed);
    source = weighed;
  }
  const made = join(FACES_FOLDER, `${face.name}.woff2`);
  run(
    'pyftsubset',
    source,
    ...(fontNumber === undefined ? [] : [`--font-number=${fontNumber}`]),
    `--unicodes=${face.range}`,
    `--layout-features=${features}`,
    '--flavor=woff2',
    '--no-hinting',
    '--desubroutinize',
    '--name-IDs=0,1,2,13,14',
    `--output-file=${made}`,
  );
  stdout.write(`${face.name.padEnd(12)} ${statSync(made).size} bytes\n`);
}

const work = mkdtempSync(join(tmpdir(), 'comity-fonts-'));
for (const old of readdirSync(FACES_FOLDER)) if (old.endsWith('.woff2')) rmSync(join(FACES_FOLDER, old));
for (const face of FACES) cut(face, work);
copyFileSync(join(folderOf(NOTO_SANS, work), 'package', 'LICENSE'), join(FACES_FOLDER, 'OFL.txt'));
rmSync(work, { recursive: true });
