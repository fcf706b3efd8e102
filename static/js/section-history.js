// Steps back in the section editor. Its own, because the browsers' forgets what scripts change.
const SAME_STEP = 700;

export function history(read, write) {
  const past = [read()];
  let typedAt = 0;
  return {
    record() {
      const now = Date.now();
      const value = read();
      if (value === past.at(-1)) return;
      // Quick typing is one step.
      if (now - typedAt < SAME_STEP && past.length > 1) past.pop();
      past.push(value);
      typedAt = now;
    },
    mark() { typedAt = 0; },
    undo() {
      if (past.length < 2) return;
      past.pop();
      typedAt = 0;
      write(past.at(-1));
    },
  };
}
