/** A labelled select, options in named groups where there are several. */
import { Select as Radix } from 'radix-ui';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Check, Chevron } from './icons';
import { LockMark } from '../share/lock';
import { Hint } from './hint';

export interface Option {
  readonly value: string;
  readonly label: string;
  /** One line below the label. */
  readonly text?: string;
  readonly disabled?: boolean;
}

export interface OptionGroup {
  readonly label?: string;
  /** Colour key of the group, as a CSS class. */
  readonly tone?: string;
  readonly options: readonly Option[];
}

export interface SelectProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly groups: readonly OptionGroup[];
  readonly onChange: (value: string) => void;
  /** Shown where the value is none of the options. */
  readonly placeholder?: string;
  /** The label stands in the same line. */
  readonly inline?: boolean;
  /** Why it can't be changed. */
  readonly locked?: string;
  /** A pointer or the focus has come near: what will be opened can be fetched. */
  readonly onApproach?: () => void;
  /** Opens instead of the list; `show` is told what the focus must come back to. */
  readonly dialog?: { readonly open: boolean; readonly show: (opener: HTMLElement) => void };
}

const List = ({ groups }: Pick<SelectProps, 'groups'>) => (
  <Radix.Portal>
    <Radix.Content className="menu" position="popper" sideOffset={4} collisionPadding={8}>
      <Radix.Viewport>
        {groups.map((group, index) => (
          <Radix.Group key={group.label ?? index} className={group.tone}>
            {group.label && <Radix.Label className="menu-label">{group.label}</Radix.Label>}
            {group.options.map((option) => (
              <Radix.Item key={option.value} value={option.value} disabled={option.disabled} className="menu-item">
                <span className="menu-check">
                  <Radix.ItemIndicator>
                    <Check />
                  </Radix.ItemIndicator>
                </span>
                <span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.text && <small className="menu-text">{option.text}</small>}
                </span>
              </Radix.Item>
            ))}
          </Radix.Group>
        ))}
      </Radix.Viewport>
    </Radix.Content>
  </Radix.Portal>
);

export function Select({
  label,
  hint,
  value,
  groups,
  onChange,
  inline,
  locked,
  placeholder,
  onApproach,
  dialog,
}: SelectProps) {
  const id = useId();
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const onOpenChange = (next: boolean) => {
    if (next && dialog) dialog.show(trigger.current!);
    else setOpen(next);
  };
  const current = groups.flatMap((group) => group.options).find((option) => option.value === value);
  return (
    <div className={inline ? 'field field-inline' : 'field'} onPointerEnter={onApproach} onFocus={onApproach}>
      <div className="field-head">
        <span className="field-label" id={id}>
          {label}
        </span>
        {hint && <Hint label={label} text={hint} />}
        {locked && <LockMark id={`${id}-locked`} reason={locked} />}
      </div>
      <Radix.Root
        value={value}
        onValueChange={onChange}
        open={open}
        onOpenChange={onOpenChange}
        disabled={locked !== undefined}
      >
        <Radix.Trigger
          ref={trigger}
          className="select"
          aria-labelledby={id}
          aria-describedby={locked === undefined ? undefined : `${id}-locked`}
          {...(dialog && { 'aria-haspopup': 'dialog', 'aria-expanded': open || dialog.open })}
        >
          <Radix.Value placeholder={placeholder}>{current?.label ?? value}</Radix.Value>
          <Radix.Icon className="select-icon">
            <Chevron />
          </Radix.Icon>
        </Radix.Trigger>
        <List groups={groups} />
      </Radix.Root>
    </div>
  );
}
