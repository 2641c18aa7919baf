import assert from 'node:assert/strict';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import axe, { type RunOptions } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { accept, type Outcome, refuse } from '#outcome.ts';

/** The one without windows first: it draws the same pages, and a tab of it costs a quarter. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
export const NO_CHROMIUM = 'no Chromium here (Debian: apt-get install chromium-headless-shell)';
const LAUNCH_LIMIT_MS = 30_000;
const STEP_LIMIT_MS = 20_000;
/** WCAG 2.2 AA and all it contains. */
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Those of them whose answer depends on colours, width or direction, and is to be had for each look. */
export const RULES_OF_LOOKS = [
  'color-contrast',
  'link-in-text-block',
  'target-size',
  'scrollable-region-focusable',
  'html-has-lang',
  'valid-lang',
];
const NARROW = { width: 320, height: 800 };
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Our pages need nobody else's server; one that asks for it fails here as it would behind a firewall.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
];

export type View = {
  readonly widthPx?: number;
  readonly heightPx?: number;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly javaScript?: boolean;
  /** Where the device believes to be; UTC where nothing is said. */
  readonly zone?: string;
};

/** A tab of its own, with its own cookies. Disposing closes it and fails if it met a problem nobody expected. */
export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, uncaught exceptions, failed requests and requests to foreign hosts, in order. */
  readonly problems: readonly string[];
  /** From here on, problems that match are part of the test (a refused form, a peer that is down). */
  expectProblem(pattern: RegExp): void;
  /** Fails with rule and element for each violation of WCAG 2.2 AA on the page as it stands; of `rules` alone if given. */
  assertAccessible(rules?: readonly string[]): Promise<void>;
  /** Fails if the page scrolls sideways. */
  assertNoSidewaysScroll(): Promise<void>;
  /** Both, for the page as it stands and again in the dark at 320 px, by the rules that depend on looks. */
  assertEveryLook(): Promise<void>;
  /** Saves the whole page under screenshots/ (never committed) and returns the path. */
  screenshot(name: string): Promise<string>;
  /** Gives this tab an authenticator that answers passkey questions by itself. WebAuthn needs `localhost`. */
  addPasskeys(): Promise<void>;
}

export interface TestBrowser extends AsyncDisposable {
  /** Opens the address in a fresh context; with an empty address the tab stays blank. */
  open(url: string, view?: View): Promise<TestPage>;
}

/** Where a Chromium is on this machine, or undefined. */
function chromiumPath(): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).concat('/usr/bin', '/usr/local/bin');
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why nothing can be looked at here, or false. */
export function whySkipped(): string | false {
  return chromiumPath() === undefined ? NO_CHROMIUM : false;
}

/** Starts the machine's Chromium with an empty profile. Refused, with the reason to skip for, where there is none. */
export async function openBrowser(): Promise<Outcome<TestBrowser, 'chromium-missing'>> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    return refuse('chromium-missing', NO_CHROMIUM);
  }
  const browser = await chromium.launch({ executablePath, args: FLAGS, timeout: LAUNCH_LIMIT_MS });
  return accept({
    open: (url, view = {}) => openPage(browser, url, view),
    [Symbol.asyncDispose]: () => browser.close(),
  });
}

async function openPage(browser: Browser, url: string, view: View): Promise<TestPage> {
  const context = await browser.newContext({
    viewport: { width: view.widthPx ?? 1280, height: view.heightPx ?? 800 },
    colorScheme: view.scheme ?? 'light',
    locale: view.locale ?? 'en-GB',
    timezoneId: view.zone ?? 'UTC',
    javaScriptEnabled: view.javaScript ?? true,
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  const watched = watch(page);
  if (url !== '') await page.goto(url);
  return {
    page,
    problems: watched.problems,
    expectProblem: watched.expect,
    assertAccessible: (rules) => assertAccessible(page, rules),
    assertNoSidewaysScroll: () => assertNoSidewaysScroll(page),
    assertEveryLook: () => assertEveryLook(page),
    screenshot: (name) => screenshot(page, name),
    addPasskeys: () => addPasskeys(context, page),
    [Symbol.asyncDispose]: async () => {
      await context.close();
      assert.deepEqual(watched.problems, [], 'the page met problems that no test expected');
    },
  };
}

function watch(page: Page): { problems: string[]; expect: (pattern: RegExp) => void } {
  const problems: string[] = [];
  const expected: RegExp[] = [];
  const note = (problem: string): void => {
    if (!expected.some((pattern) => pattern.test(problem))) problems.push(problem);
  };
  page.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => note(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'unknown';
    // Leaving a page aborts its event streams; that is no fault of the page.
    if (reason !== 'net::ERR_ABORTED') note(`request failed: ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost') {
      note(`request to a foreign host: ${request.url()}`);
    }
  });
  return { problems, expect: (pattern) => expected.push(pattern) };
}

async function assertAccessible(page: Page, rules: readonly string[] = []): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in window))) await loadAxe(page);
  const asked: RunOptions = {
    runOnly: rules.length === 0 ? { type: 'tag', values: AXE_TAGS } : { type: 'rule', values: [...rules] },
    // What passes is not written down: that costs axe more than finding what does not.
    resultTypes: ['violations'],
  };
  // Our pages have no frames, which would each want an axe of their own.
  const lines = await page.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`),
    );
  }, asked);
  assert.deepEqual(lines, [], `${page.url()} breaks WCAG 2.2 AA`);
}

/**
 * As a script of its own, which a tab compiles once for all its pages. What `evaluate` is given becomes an `eval` in a
 * function, compiled anew on each page and slower to run: half of what a look at a page cost.
 */
async function loadAxe(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: axe.source });
  await session.detach();
  assert.equal(exceptionDetails, undefined, 'axe can be loaded');
}

async function assertNoSidewaysScroll(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const { content, view } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    view: document.documentElement.clientWidth,
  }));
  assert.ok(content <= view, `${page.url()} is ${content} px wide in a window of ${view} px`);
}

async function assertEveryLook(page: Page): Promise<void> {
  await assertNoSidewaysScroll(page);
  await assertAccessible(page);
  const before = page.viewportSize();
  // Colours that fade from one theme to the other have the contrast of neither.
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await page.setViewportSize(NARROW);
  await assertNoSidewaysScroll(page);
  await assertAccessible(page, RULES_OF_LOOKS);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  if (before !== null) await page.setViewportSize(before);
}

async function screenshot(page: Page, name: string): Promise<string> {
  const folder = join(import.meta.dirname, '..', '..', 'screenshots');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return path;
}

async function addPasskeys(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
