/** Server-sent events as a test reads them: the text that has come so far, and a wait for what is to come. */
export function following(answer: Response) {
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    answer,
    heard: () => text,
    /** All that has come once it matches, or once the stream has ended. */
    async until(pattern: RegExp): Promise<string> {
      while (!pattern.test(text)) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += decoder.decode(value);
      }
      return text;
    },
    close: () => reader.cancel(),
  };
}
