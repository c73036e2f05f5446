/** English for the first steps. */

export const english = {
  title: 'Start here',
  steps: {
    train: 'Press play',
    watch: 'Watch what it says',
    compare: 'Take another method and compare',
  },
  done: 'done',
  close: 'Close these three steps',
};
