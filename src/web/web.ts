import { registerHelp } from '#help/help-page.ts';
import type { App } from '#http/contract.ts';
import { registerApiPages } from './api-page.ts';
import { buildAssets, registerAssets } from './assets.ts';
import { type CheckSources, registerCheck } from './check-page.ts';
import { registerDesign } from './design-page.ts';
import { registerHome } from './home-page.ts';
import { registerBlank } from './leave.ts';
import { prepareSelfContained } from './self-contained.ts';

/** The pages that belong to no capability, and the files every page needs. Await it before `listen`. */
export async function registerWeb(app: App, sources: CheckSources): Promise<void> {
  await buildAssets();
  registerAssets(app);
  registerHome(app);
  registerDesign(app);
  registerHelp(app);
  registerApiPages(app);
  registerBlank(app);
  registerCheck(app, sources);
  prepareSelfContained(app);
}
