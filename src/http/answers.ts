import type { Reply } from './contract.ts';
import { statusOf } from './status.ts';

/** After a form that was acted upon: the browser fetches the next page, and a reload repeats nothing. */
export function seeOther(reply: Reply, path: string): Reply {
  return reply.redirect(path, 303);
}

/** For a page that shows a refused form again, with what was typed and what is wrong. */
export function refusedForm(reply: Reply, code = 'form-incomplete'): Reply {
  return reply.code(statusOf(code));
}

/** Something new stands under its own address from now on. */
export function created(reply: Reply): Reply {
  return reply.code(201);
}

/** Some of what was sent is kept; the answer says where to go on. */
export function takenInPart(reply: Reply): Reply {
  return reply.code(202);
}
