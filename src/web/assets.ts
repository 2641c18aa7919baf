import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, stop } from 'esbuild';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { primitives } from '#primitives';
import type { Language } from '#texts/languages.ts';
import { FACES, FACES_FOLDER, faceOf, faceRules } from './faces.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
const HASH_CHARACTERS = 12;
const FOLDER = import.meta.dirname;

type Asset = {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** None where the file is compressed already. */
  readonly gzipped?: Uint8Array;
};
type Names = 'styles' | 'icon' | 'page' | 'passkey';
type Assets = Readonly<Record<Names, Asset>>;
type Built = {
  readonly assets: Assets;
  /** Every file at `/assets/`, by its path. */
  readonly byPath: ReadonlyMap<string, Asset>;
  /** By the names of the faces. */
  readonly faces: ReadonlyMap<string, Asset>;
  readonly stylesheet: string;
};

let built: Built | undefined;
let building: Promise<Built> | undefined;

/** Bundles the stylesheet and the browser modules, once in a process whatever the number of its nodes. */
export async function buildAssets(): Promise<void> {
  building ??= whileBundling(buildAll);
  built = await building;
}

function ready(): Built {
  if (built === undefined) throw new Error('Assets are built before the first page is shown.');
  return built;
}

/** Where pages find each asset; its name carries its hash, so that browsers may keep it for ever. */
export function assetPaths(): Readonly<Record<Names, string>> {
  const { styles, icon, page, passkey } = ready().assets;
  return { styles: styles.path, icon: icon.path, page: page.path, passkey: passkey.path };
}

/** Where the font is that a page in this language is sure to need. */
export function facePath(language: Language): string {
  return ready().faces.get(faceOf(language))!.path;
}

/** The stylesheet's text without fonts, for the page that carries everything inside. */
export function stylesheet(): string {
  return ready().stylesheet;
}

export function registerAssets(app: App): void {
  app.get('/assets/:name', { schema: { hide: true } }, (request, reply) => {
    const { name } = request.params as { name: string };
    const asset = built?.byPath.get(`/assets/${name}`);
    if (asset === undefined)
      return refused(reply, {
        code: 'not-found',
        sentence: 'This file belongs to an older page. Reload the page.',
      });
    void reply.header('cache-control', FOR_EVER).header('vary', 'accept-encoding').type(asset.type);
    // Only files that are the same for everybody: a page that holds a secret must not be compressed (BREACH, 2013).
    const zipped = asset.gzipped !== undefined && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    return zipped ? reply.header('content-encoding', 'gzip').send(asset.gzipped) : reply.send(asset.bytes);
  });
}

/** One browser module with all it imports, as one text; `#primitives` resolves to the browser's implementation. */
export function bundleModule(name: string): Promise<Uint8Array> {
  return whileBundling(() => bundle(name));
}

let underway = 0;

/** The bundler is a process of its own: nobody keeps it while there is nothing to bundle. */
async function whileBundling<Made>(work: () => Promise<Made>): Promise<Made> {
  underway += 1;
  try {
    return await work();
  } finally {
    underway -= 1;
    if (underway === 0) await stop();
  }
}

async function bundle(name: string): Promise<Uint8Array> {
  const bundled = await build({
    entryPoints: [join(FOLDER, 'browser', `${name}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: ['browser'],
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return bundled.outputFiles[0]!.contents;
}

async function buildAll(): Promise<Built> {
  const css = await build({
    entryPoints: [join(FOLDER, 'styles.css')],
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const stylesheet = css.outputFiles[0]!.text;
  const [page, passkey] = await Promise.all([bundle('page'), bundle('passkey')]);
  const faces = new Map(
    FACES.map(({ name }) => [
      name,
      named(name, 'woff2', 'font/woff2', readFileSync(join(FACES_FOLDER, `${name}.woff2`))),
    ]),
  );
  const rules = faceRules(({ name }) => faces.get(name)!.path);
  const script = 'text/javascript; charset=utf-8';
  const assets = {
    styles: zipped('styles', 'css', 'text/css; charset=utf-8', new TextEncoder().encode(rules + stylesheet)),
    icon: zipped('icon', 'svg', 'image/svg+xml', readFileSync(join(FOLDER, 'icon.svg'))),
    page: zipped('page', 'js', script, page),
    passkey: zipped('passkey', 'js', script, passkey),
  };
  const all = [...Object.values(assets), ...faces.values()];
  return { assets, faces, stylesheet, byPath: new Map(all.map((asset) => [asset.path, asset])) };
}

function named(name: string, extension: string, type: string, bytes: Uint8Array): Asset {
  const hash = primitives.sha256(bytes).toHex().slice(0, HASH_CHARACTERS);
  return { path: `/assets/${name}.${hash}.${extension}`, type, bytes };
}

function zipped(name: string, extension: string, type: string, bytes: Uint8Array): Asset {
  return { ...named(name, extension, type, bytes), gzipped: gzipSync(bytes, { level: 9 }) };
}
