/** English for the presenter's layout. */

export const english = {
  title: 'Presentation',
  leave: 'Leave',
  leaveHint: 'Back to the whole page (Escape)',
};
