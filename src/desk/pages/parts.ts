import { DESK_TEXTS } from '#desk/desk-texts.ts';
import { setShortcuts, unmark } from '#desk/person-settings.ts';
import { undoView, type ViewChange } from '#desk/saved-views.ts';
import { termsOf } from '#help/glossary.ts';
import { accept } from '#outcome.ts';
import { markUnread } from '#reminders/queue.ts';
import type { UndoKind } from '#site/added.ts';
import type { SiteParts } from '#site/parts.ts';
import { personOf } from '#site/services.ts';
import { WEB_TEXTS as WEB } from '#web/texts.ts';

/** Everything that was marked as read at this instant, in microseconds. */
const read: UndoKind<{ readonly type: 'read'; readonly at: number }> = {
  type: 'read',
  told: () => DESK_TEXTS.undo.what.read,
  async undo(connection, person, { at }) {
    await unmark(connection, person, at);
    return accept(await markUnread(connection, person, at));
  },
  page: () => '/news',
};

const shortcuts: UndoKind<{ readonly type: 'shortcuts'; readonly was: boolean }> = {
  type: 'shortcuts',
  told: () => DESK_TEXTS.undo.what.shortcuts,
  undo: async (connection, person, { was }) => accept(await setShortcuts(connection, person, was)),
  page: () => '/menu',
};

function ofView(type: ViewChange['type']): UndoKind<ViewChange> {
  return {
    type,
    told: () => DESK_TEXTS.undo.what[type],
    undo: async (connection, person, change) => accept(await undoView(connection, person, change)),
    page: () => '/desk/views',
  };
}

/** What the desk adds to pages of others, and the doors that belong to no capability. */
export const deskParts: SiteParts = {
  help: () =>
    [...termsOf('ours'), ...termsOf('field')].map(({ id, word, text }) => ({
      id,
      title: word,
      text,
      href: `/help#${id}`,
    })),
  async entries(_rooms, request) {
    const T = WEB.shell;
    const group = 'go';
    const own = personOf(request) !== undefined;
    return [
      own && { group, place: 10, label: T.desk, href: '/desk' },
      own && { group, place: 20, label: DESK_TEXTS.news.title, href: '/news' },
      { group, place: 50, label: T.check, href: '/check' },
      { group, place: 100, label: T.log, href: '/log-explorer' },
      { group, place: 110, label: DESK_TEXTS.menu.home, href: '/' },
    ];
  },
  undo: [
    read,
    shortcuts,
    ofView('view-saved'),
    ofView('view-renamed'),
    ofView('view-deleted'),
    ofView('view-default'),
  ],
};
