import { fileRoute } from '#http/api-route.ts';

export const followReminders = fileRoute('/api/v1/reminders/events', 'followReminders', 'text/event-stream');
