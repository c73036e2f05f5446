// @vitest-environment happy-dom
/** Controls by mouse and by keyboard: what they show, what they hand on, and what they refuse. */
import { fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { draw, inAWindow } from '../drawn.testing';
import { Choices, Flag } from './choices';
import { Select } from './select';
import { Slider, type SliderProps } from './slider';

inAWindow();

function slider(props: Partial<SliderProps> = {}) {
  const onChange = vi.fn();
  draw(<Slider label="rank r" value={8} min={1} max={64} integer onChange={onChange} {...props} />);
  return {
    onChange,
    thumb: screen.getByRole('slider'),
    number: screen.getByLabelText('rank r', { selector: 'input' }),
  };
}

describe('a slider', () => {
  it('says its value in words, and goes by one step and to both ends by keys', () => {
    const { onChange, thumb } = slider({ format: (value) => `${value} of 64` });
    expect(thumb.getAttribute('aria-valuetext')).toBe('8 of 64');
    for (const [key, value] of [['ArrowRight', 9] as const, ['ArrowLeft', 7] as const, ['Home', 1] as const]) {
      fireEvent.keyDown(thumb, { key });
      expect(onChange, key).toHaveBeenLastCalledWith(value);
    }
    fireEvent.keyDown(thumb, { key: 'End' });
    expect(onChange).toHaveBeenLastCalledWith(64);
  });

  it('on a logarithmic track still moves a small whole number by one', () => {
    const { onChange, thumb } = slider({ value: 2, max: 20_000, scale: 'log' });
    fireEvent.keyDown(thumb, { key: 'ArrowRight' });
    expect(onChange).toHaveBeenLastCalledWith(3);
    fireEvent.keyDown(thumb, { key: 'ArrowLeft' });
    expect(onChange).toHaveBeenLastCalledWith(1);
  });

  it('that is locked says why, and neither its track nor its number can be changed', () => {
    const { onChange, thumb, number } = slider({ locked: 'The teacher chose it.' });
    expect(number).toHaveProperty('disabled', true);
    const reason = document.getElementById(number.getAttribute('aria-describedby')!);
    expect(reason?.textContent).toContain('The teacher chose it.');
    fireEvent.keyDown(thumb, { key: 'ArrowRight' });
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('a number beside a slider', () => {
  it('is taken when Enter is pressed or the field is left, once', async () => {
    const user = userEvent.setup();
    const { onChange, number } = slider();
    await user.clear(number);
    await user.type(number, '12{Enter}');
    expect(onChange.mock.calls).toEqual([[12]]);
    await user.clear(number);
    await user.type(number, '3');
    await user.tab();
    expect(onChange.mock.calls).toEqual([[12], [3]]);
  });

  it.each(['', 'many', 'NaN', '1e999', '--3'])('is not taken where it is none: "%s"', async (text) => {
    const user = userEvent.setup();
    const { onChange, number } = slider();
    await user.clear(number);
    if (text) await user.type(number, text);
    await user.keyboard('{Enter}');
    expect(onChange).not.toHaveBeenCalled();
    expect(number).toHaveProperty('value', '8');
  });

  it('comes back with Escape', async () => {
    const user = userEvent.setup();
    const { onChange, number } = slider();
    await user.clear(number);
    await user.type(number, '50{Escape}');
    expect(number).toHaveProperty('value', '8');
    await user.tab();
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe('a select', () => {
  const groups = [
    { label: 'Additive', options: [{ value: 'prefix', label: 'Prefix tuning', text: 'Keys and values in front.' }] },
    {
      label: 'Reparameterised',
      options: [
        { value: 'lora', label: 'LoRA' },
        { value: 'dora', label: 'DoRA', disabled: true },
        { value: 'krona', label: 'KronA' },
      ],
    },
  ];

  it('opens by a key on what is chosen, passes over what is not possible, and takes the next by Enter', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    draw(<Select label="Method" value="lora" groups={groups} onChange={onChange} />);
    const trigger = screen.getByRole('combobox', { name: 'Method' });
    expect(trigger.textContent).toContain('LoRA');
    trigger.focus();
    await user.keyboard('{Enter}');
    const options = screen.getAllByRole('option');
    expect(options.map((option) => option.getAttribute('aria-disabled'))).toEqual([null, null, 'true', null]);
    expect(document.activeElement).toBe(options[1]);
    await user.keyboard('{ArrowDown}');
    await vi.waitFor(() => expect(document.activeElement).toBe(options[3]));
    await user.keyboard('{Enter}');
    expect(onChange.mock.calls).toEqual([['krona']]);
  });

  it('closes with Escape and leaves the choice as it was', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    draw(<Select label="Method" value="lora" groups={groups} onChange={onChange} />);
    screen.getByRole('combobox').focus();
    await user.keyboard('{Enter}');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('listbox')).toBeNull();
    expect(onChange).not.toHaveBeenCalled();
  });

  it('that is locked does not open, and shows a value that it does not offer', async () => {
    draw(<Select label="Method" value="gone" groups={groups} onChange={() => undefined} locked="Locked." />);
    expect(screen.getByRole('combobox').textContent).toContain('gone');
    expect(screen.getByRole('combobox')).toHaveProperty('disabled', true);
  });
});

describe('choices and flags', () => {
  it('the last of several choices can not be taken away', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    draw(<Choices label="targets" value={['q']} options={['q', 'v']} onChange={onChange} />);
    await user.click(screen.getByRole('button', { name: 'q' }));
    expect(onChange).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'v' }));
    expect(onChange).toHaveBeenLastCalledWith(['q', 'v']);
  });

  it('a flag is turned by the space bar', async () => {
    const user = userEvent.setup();
    const onChange = vi.fn();
    draw(<Flag label="DoRA" value={false} onChange={onChange} />);
    screen.getByRole('switch', { name: 'DoRA' }).focus();
    await user.keyboard(' ');
    expect(onChange).toHaveBeenLastCalledWith(true);
  });
});
