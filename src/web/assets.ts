import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, stop } from 'esbuild';
import type { App } from '#http/contract.ts';
import { refused } from '#http/problem.ts';
import { primitives } from '#primitives';

const FOR_EVER = 'public, max-age=31536000, immutable';
const HASH_CHARACTERS = 12;
const FOLDER = import.meta.dirname;

type Asset = {
  readonly path: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly gzipped: Uint8Array;
};
type Names = 'styles' | 'icon' | 'page' | 'passkey';
type Assets = Readonly<Record<Names, Asset>>;

let assets: Assets | undefined;
let building: Promise<Assets> | undefined;

/** Bundles the stylesheet and the browser modules, once in a process whatever the number of its nodes. */
export async function buildAssets(): Promise<void> {
  building ??= whileBundling(buildAll);
  assets = await building;
}

/** Where pages find each asset; its name carries its hash, so that browsers may keep it for ever. */
export function assetPaths(): Readonly<Record<Names, string>> {
  if (assets === undefined) throw new Error('Assets are built before the first page is shown.');
  const { styles, icon, page, passkey } = assets;
  return { styles: styles.path, icon: icon.path, page: page.path, passkey: passkey.path };
}

/** The stylesheet's text, for the page that carries everything inside. */
export function stylesheet(): string {
  if (assets === undefined) throw new Error('Assets are built before the first page is shown.');
  return new TextDecoder().decode(assets.styles.bytes);
}

export function registerAssets(app: App): void {
  app.get('/assets/:name', { schema: { hide: true } }, (request, reply) => {
    const { name } = request.params as { name: string };
    const asset = Object.values(assets ?? {}).find(({ path }) => path === `/assets/${name}`);
    if (asset === undefined)
      return refused(reply, {
        code: 'not-found',
        sentence: 'This file belongs to an older page. Reload the page.',
      });
    void reply.header('cache-control', FOR_EVER).header('vary', 'accept-encoding').type(asset.type);
    // Only files that are the same for everybody: a page that holds a secret must not be compressed (BREACH, 2013).
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
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

async function buildAll(): Promise<Assets> {
  const css = await build({
    entryPoints: [join(FOLDER, 'styles.css')],
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const [page, passkey] = await Promise.all([bundle('page'), bundle('passkey')]);
  const script = 'text/javascript; charset=utf-8';
  return {
    styles: named('styles', 'css', 'text/css; charset=utf-8', css.outputFiles[0]!.contents),
    icon: named('icon', 'svg', 'image/svg+xml', readFileSync(join(FOLDER, 'icon.svg'))),
    page: named('page', 'js', script, page),
    passkey: named('passkey', 'js', script, passkey),
  };
}

function named(name: string, extension: string, type: string, bytes: Uint8Array): Asset {
  const hash = primitives.sha256(bytes).toHex().slice(0, HASH_CHARACTERS);
  return { path: `/assets/${name}.${hash}.${extension}`, type, bytes, gzipped: gzipSync(bytes, { level: 9 }) };
}
