/** The page's few icons, drawn on a 16 by 16 grid in the colour of the text. */
import type { ReactNode } from 'react';

const icon = (children: ReactNode) =>
  function Icon() {
    return (
      <svg
        className="icon"
        viewBox="0 0 16 16"
        width="16"
        height="16"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {children}
      </svg>
    );
  };

export const Play = icon(<path d="M4.5 2.8v10.4L13 8z" fill="currentColor" />);
export const Pause = icon(
  <>
    <rect x="3.6" y="3" width="3" height="10" rx="0.8" fill="currentColor" stroke="none" />
    <rect x="9.4" y="3" width="3" height="10" rx="0.8" fill="currentColor" stroke="none" />
  </>,
);
export const Step = icon(
  <>
    <path d="M3.5 3.2v9.6L10.5 8z" fill="currentColor" />
    <path d="M12.8 3v10" />
  </>,
);
export const Reset = icon(
  <>
    <path d="M3.1 6.2A5.3 5.3 0 1 1 2.7 9" />
    <path d="M2.6 2.9v3.5h3.5" />
  </>,
);
export const Chevron = icon(<path d="M4.5 6.3 8 9.8l3.5-3.5" />);
export const Check = icon(<path d="m3.5 8.4 3 3 6-6.6" />);
export const Close = icon(<path d="m4 4 8 8M12 4l-8 8" />);
export const Sun = icon(
  <>
    <circle cx="8" cy="8" r="2.8" />
    <path d="M8 1.4v1.4M8 13.2v1.4M1.4 8h1.4M13.2 8h1.4M3.3 3.3l1 1M11.7 11.7l1 1M3.3 12.7l1-1M11.7 4.3l1-1" />
  </>,
);
export const Moon = icon(<path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" />);
export const Auto = icon(
  <>
    <circle cx="8" cy="8" r="5.6" />
    <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" stroke="none" />
  </>,
);
export const Gear = icon(
  <>
    <circle cx="8" cy="8" r="2.1" />
    <path d="M8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4" />
    <circle cx="8" cy="8" r="4.4" />
  </>,
);
export const Dice = icon(
  <>
    <rect x="2.6" y="2.6" width="10.8" height="10.8" rx="2.4" />
    <circle cx="5.8" cy="5.8" r="0.9" fill="currentColor" stroke="none" />
    <circle cx="10.2" cy="10.2" r="0.9" fill="currentColor" stroke="none" />
    <circle cx="8" cy="8" r="0.9" fill="currentColor" stroke="none" />
  </>,
);
export const Pen = icon(
  <path d="m3 13 .8-3.2 6.9-6.9a1.2 1.2 0 0 1 1.7 0l.7.7a1.2 1.2 0 0 1 0 1.7l-6.9 6.9zM9.6 4l2.4 2.4" />,
);
export const Upload = icon(
  <>
    <path d="M8 10.4V2.8M4.9 5.7 8 2.6l3.1 3.1" />
    <path d="M2.6 10.6v2a1 1 0 0 0 1 1h8.8a1 1 0 0 0 1-1v-2" />
  </>,
);
export const Warning = icon(
  <>
    <path d="M8 2.4 14.4 13.4H1.6z" />
    <path d="M8 6.6v3.2M8 11.6v.1" />
  </>,
);
export const Link = icon(
  <>
    <path d="M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.7 2.7 0 0 0-3.9-3.9l-.9.9" />
    <path d="M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.7 2.7 0 0 0 3.9 3.9l.9-.9" />
  </>,
);
export const Pin = icon(
  <>
    <path d="M5.6 2.4h4.8l-.6 4.2 2 2.2H4.2l2-2.2z" />
    <path d="M8 8.8v4.8" />
  </>,
);
export const Lock = icon(
  <>
    <rect x="3.4" y="7" width="9.2" height="6.4" rx="1.4" fill="currentColor" />
    <path d="M5.4 7V5.2a2.6 2.6 0 0 1 5.2 0V7" />
  </>,
);
export const Share = icon(
  <>
    <circle cx="4" cy="8" r="1.9" />
    <circle cx="12" cy="3.8" r="1.9" />
    <circle cx="12" cy="12.2" r="1.9" />
    <path d="m5.7 7.1 4.6-2.4M5.7 8.9l4.6 2.4" />
  </>,
);
export const Trash = icon(
  <>
    <path d="M2.8 4.4h10.4M6.2 4.4V2.8h3.6v1.6M4.2 4.4l.6 8.8h6.4l.6-8.8" />
  </>,
);
