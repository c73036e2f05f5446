/** Names and values, one pair a line. */
export function FactList({
  className,
  rows,
}: {
  readonly className: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}) {
  return (
    <dl className={className}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
