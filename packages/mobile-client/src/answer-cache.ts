/** Answers to queries with their tags, so that what has not changed is not sent again. Bounded: the oldest goes first. */

export interface TaggedAnswer {
  etag: string;
  text: string;
}

export interface AnswerCache {
  find(key: string): TaggedAnswer | undefined;
  keep(key: string, answer: TaggedAnswer): void;
  /** What one user saw is not for the next one. */
  clear(): void;
}

export function createAnswerCache(maxAnswers = 50): AnswerCache {
  const answers = new Map<string, TaggedAnswer>();
  return {
    find: (key) => answers.get(key),
    keep(key, answer) {
      answers.delete(key);
      answers.set(key, answer);
      const oldest = answers.size > maxAnswers ? answers.keys().next().value : undefined;
      if (oldest !== undefined) answers.delete(oldest);
    },
    clear: () => answers.clear(),
  };
}
