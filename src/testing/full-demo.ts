/** A demo with something in every room, and the addresses to which only a form leads. */
import { playerFor } from '#demo/player.ts';
import { SCENES } from '#demo/scenes.ts';
import type { DemoSite } from '#testing/demo-site.ts';
import { playScene } from './play-scene.ts';
import { answerQuestions, signReport } from './report-flow.ts';

export type NodeName = Parameters<DemoSite['sit']>[0];
export type Place = { readonly node: NodeName; readonly seat: string | null; readonly path: string };

/** Taking everything back would empty the pages of what they are to show. */
const LEFT_OUT = 'withdrawal';
/** More than one law, one that may apply, and a moment of awareness, so that every part of the answer is on the page. */
const DUTIES_ANSWERED =
  '/duties?state=XV&service_states=IN+US&sectors=health&size=large&significant=yes&personal_data=yes&critical_entity=yes&zone=Europe/Oslo&awareness=2026-11-29T09:00';

/** Plays the scenes, lets the operator report one case to two authorities, and has a relay proposed. */
export async function fillDemo(site: DemoSite): Promise<readonly Place[]> {
  using player = playerFor(site.demo, SCENES);
  for (const { id } of SCENES) if (id !== LEFT_OUT) await playScene(player, id);
  const duties: Place = { node: 'veldmark', seat: null, path: DUTIES_ANSWERED };
  return [duties, ...(await reportAsOperator(site))];
}

async function reportAsOperator(site: DemoSite): Promise<readonly Place[]> {
  const base = site.url('veldmark');
  await using operator = await site.sit('veldmark', 'operator', '/report', { javaScript: false });
  const { page } = operator;
  await page.getByRole('button', { name: 'Start' }).click();
  const draft = new URL(page.url()).pathname.replace(/\/danger$/, '');
  const questions = ['danger', 'what', 'when', 'where', 'people', 'address', 'check'];

  await page.goto(`${base}/report`);
  await page.getByRole('button', { name: 'Start' }).click();
  await answerQuestions(page, { danger: 'Yes', kind: 'availability/dos', states: ['Veldmark', 'Arvenia'] });
  const reported = await signReport(page);
  const receipt = new URL(page.url()).pathname;
  const caseId = reported.replace('/cases/', '');
  for (const law of ['eu-nis2', 'eu-gdpr']) {
    await page.goto(`${base}${reported}/clocks/applies?regime=${law}`);
    await page.locator('input[name="applies"][value="yes"]').check();
    await page.locator('main form button[type="submit"]').first().click();
  }
  const stage = `/report-once/${caseId}/eu-nis2/early-warning`;
  await page.goto(`${base}${stage}`);
  await page.getByRole('button', { name: 'I don’t know yet: everything still missing' }).click();
  await page.getByRole('button', { name: 'Save and see what each authority gets' }).click();
  await page.getByRole('button', { name: 'Sign and file' }).click();
  await page.getByRole('heading', { name: 'Report signed' }).waitFor();
  const filed = new URL(page.url()).pathname;
  const preview = `/report-once/${caseId}/eu-nis2/notification`;
  await page.goto(`${base}${preview}`);
  await page.getByRole('button', { name: 'I don’t know yet: everything still missing' }).click();
  await page.getByRole('button', { name: 'Save and see what each authority gets' }).click();

  await using duty = await site.sit('veldmark', 'duty-officer', `${reported}/relay`, { javaScript: false });
  await duty.page.getByRole('button', { name: 'Propose to a second person' }).click();
  const relay = new URL(duty.page.url()).pathname;

  const asOperator = (path: string): Place => ({ node: 'veldmark', seat: 'operator', path });
  return [
    ...[draft, ...questions.map((question) => `${draft}/${question}`)].map(asOperator),
    asOperator(draft.replace('/report/', '/drafts/')),
    asOperator(`${reported}/answers/danger`),
    ...[receipt, reported, stage, preview, `${preview}/preview`, filed].map(asOperator),
    { node: 'veldmark', seat: 'approver', path: relay },
    { node: 'veldmark', seat: 'duty-officer', path: `${reported}?events=all&order=noticed` },
  ];
}
