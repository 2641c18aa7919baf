/** What an API token may be limited to. `author:` takes a statement type, or a prefix of one ending in `*`. */
const PLAIN_SCOPES = ['read', 'draft', 'release', 'acknowledge', 'administer'] as const;

/** A machine is not a second person: no token approves. */
const AUTHOR_SCOPE = /^author:(?:[a-z][a-z0-9-]{0,62}|[a-z][a-z0-9-]{0,62}\*|\*)$/;

export function isScope(text: string): boolean {
  return (PLAIN_SCOPES as readonly string[]).includes(text) || AUTHOR_SCOPE.test(text);
}
