import type { Page } from 'playwright-core';

export type Answers = {
  readonly danger: 'Yes' | 'No' | 'I don’t know yet';
  readonly kind: string;
  readonly states: readonly string[];
  readonly story?: string;
};

const save = (page: Page) => page.getByRole('button', { name: 'Save and continue' }).click();

/** Fills in the five questions as a person does, from the page of the first. */
export async function answerQuestions(page: Page, answers: Answers): Promise<void> {
  await page.getByLabel(answers.danger, { exact: true }).check();
  await save(page);
  await page.getByLabel('What happened?').selectOption(answers.kind);
  await page.getByLabel('We suspect so').check();
  if (answers.story !== undefined) await page.getByLabel('In your own words (optional)').fill(answers.story);
  await save(page);
  await page.getByLabel(/^About now/).check();
  await save(page);
  await page.getByLabel('Health', { exact: true }).check();
  for (const state of answers.states) await page.getByLabel(state, { exact: true }).check();
  await save(page);
  await page.getByLabel('Medical care is delayed or diverted').check();
  await page.getByLabel('Roughly how many people? (optional)').fill('1200');
  await save(page);
}

/** From the task list over recipients and protection to the receipt; answers the case's address. */
export async function signReport(page: Page): Promise<string> {
  await page.getByRole('link', { name: 'Recipients and protection' }).click();
  await save(page);
  await page.getByRole('button', { name: 'Sign and send' }).click();
  await page.getByRole('heading', { name: 'Report received' }).waitFor();
  const href = await page.getByRole('link', { name: 'Go to the case' }).getAttribute('href');
  return href ?? '';
}
