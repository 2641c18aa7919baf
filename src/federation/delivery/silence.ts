/** A node that is up answers within seconds; what was given is on its way so long, and nobody is called silent before. */
const ON_ITS_WAY = Temporal.Duration.from({ minutes: 5 });

/** Is it too early to call somebody silent who was given something then and has not answered? */
export function isOnItsWay(givenAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Duration.compare(now.since(givenAt), ON_ITS_WAY) < 0;
}

/** The same of what is not received yet: what was received and is read by nobody is silent at once. */
export function isReceivingOnItsWay(
  {
    releasedAt,
    receivedAt,
  }: { readonly releasedAt: Temporal.Instant; readonly receivedAt: Temporal.Instant | null },
  now: Temporal.Instant,
): boolean {
  return receivedAt === null && isOnItsWay(releasedAt, now);
}
