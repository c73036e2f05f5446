/** Which method: a select that opens the menu of methods once that has been loaded, and is a plain list until then. */
import { useCallback, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { applicability } from '../../methods/applicability';
import type { Method } from '../../methods/contract';
import { categoryOrder } from '../category-order';
import { useConfiguration, useMethods, usePlayground } from '../context';
import { Select, type OptionGroup } from '../controls/select';
import { inLanguage } from '../inLanguage';
import type { MethodMenuProps } from '../menu/menu';
import { sentencesOf } from '../opening';
import { useControls } from '../share/lock';
import { strings } from '../strings';

const words = strings.what;

/** Milliseconds after which the menu is fetched: the first screen comes first. */
const LATER = 2000;

/** The menu when it has been fetched, and what fetches it now. */
function useMenu(): readonly [ComponentType<MethodMenuProps> | undefined, () => void] {
  const [menu, setMenu] = useState<ComponentType<MethodMenuProps>>();
  const fetch = useCallback(() => {
    import('../menu/menu').then(
      (module) => setMenu(() => module.default),
      // Without the network the plain list stays.
      () => undefined,
    );
  }, []);
  useEffect(() => {
    const timer = setTimeout(fetch, LATER);
    return () => clearTimeout(timer);
  }, [fetch]);
  return [menu, fetch];
}

/** Its kind in the survey's words, and whether it came after the survey. */
const shelfOf = ({ subcategory, since }: Method): string =>
  since === 'after-survey' ? `${subcategory} · ${words.afterSurvey}` : subcategory;

function usePlainList(): readonly OptionGroup[] {
  const methods = useMethods();
  const { method, dimensions, task, taskConflict } = useConfiguration();
  return categoryOrder
    .map((category) => ({
      label: strings.categories[category],
      tone: `tone-${category}`,
      options: methods
        .filter((candidate) => candidate.category === category)
        .map((candidate) => {
          // What its knobs can mend is no reason to hide a method, and what the data must mend is said there.
          const refusal = applicability(candidate, dimensions, undefined, taskConflict ? undefined : task);
          return {
            value: candidate.id,
            label: candidate.name,
            text: refusal ? sentencesOf(inLanguage(refusal))[0] : shelfOf(candidate),
            disabled: refusal !== undefined && candidate !== method,
          };
        }),
    }))
    .filter((group) => group.options.length > 0);
}

export function MethodChoice({ hint }: { readonly hint: ReactNode }) {
  const { controller } = usePlayground();
  const { method } = useConfiguration();
  const groups = usePlainList();
  const control = useControls()('method');
  const [Menu, fetchMenu] = useMenu();
  const [opener, setOpener] = useState<HTMLElement>();
  const close = useCallback(() => setOpener(undefined), []);
  const choose = useCallback(
    (id: string) => {
      controller.set('method', id);
      close();
    },
    [controller, close],
  );
  if (control.hidden) return null;
  return (
    <>
      <Select
        label={words.method}
        locked={control.locked}
        hint={hint}
        value={method.id}
        groups={groups}
        onChange={choose}
        onApproach={fetchMenu}
        {...(Menu && { dialog: { open: opener !== undefined, show: setOpener } })}
      />
      {Menu && opener && <Menu opener={opener} onChoose={choose} onClose={close} />}
    </>
  );
}
