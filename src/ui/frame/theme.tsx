/** Light, dark, or as the system says; remembered in this browser. */
import { useSyncExternalStore } from 'react';
import { Auto, Moon, Sun } from '../controls/icons';
import { strings } from '../strings';

type Theme = 'auto' | 'light' | 'dark';

const words = strings.transport.theme;
const next: Readonly<Record<Theme, Theme>> = { auto: 'dark', dark: 'light', light: 'auto' };
const icons: Readonly<Record<Theme, () => React.ReactNode>> = { auto: Auto, dark: Moon, light: Sun };

/** The page's own script has set it before the first paint. */
const shown = (): Theme => (document.documentElement.dataset.theme as Theme | undefined) ?? 'auto';

function watch(redraw: () => void): () => void {
  const observer = new MutationObserver(redraw);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

function choose(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch {
    // Storage may be denied (private windows, embedded pages): the theme then lasts as long as the page.
  }
}

export function ThemeButton() {
  const theme = useSyncExternalStore(watch, shown, () => 'auto' as const);
  const Icon = icons[theme];
  return (
    <button
      type="button"
      className="icon-button theme"
      aria-label={words[theme]}
      title={words[theme]}
      onClick={() => choose(next[theme])}
    >
      <Icon />
    </button>
  );
}
