import { ALERT_QUESTIONS } from '#incidents/form/alert-questions.ts';
import type { WorkspaceDraft } from '#parties/workspace/workspace.ts';
import { isUnknown } from '#statement/statement-type.ts';
import type { Task } from '#web/parts/lists.ts';
import { progressOf } from './alert-draft.ts';
import { ALERT_TEXTS } from './alert-texts.ts';

const T = ALERT_TEXTS.tasks;

/** The five questions and how far each is; the page of each question shows the same list beside it. */
export function questionTasks(draft: WorkspaceDraft): readonly Task[] {
  const { answered } = progressOf(draft);
  return ALERT_QUESTIONS.map(({ id, title, claims }): Task => {
    const done = answered.includes(id);
    const unknown = done && isUnknown(draft.claims[claims[0]!]);
    const status = unknown ? T.unknown : done ? T.answered : T.open;
    return {
      label: title,
      href: `/report/${draft.id}/${id}`,
      status,
      look: unknown ? 'wait' : done ? 'done' : 'plain',
    };
  });
}
