/** What the datasets server answers, as far as it is read: whatever else stands between may answer in its place. */
import * as v from 'valibot';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const row = v.record(v.string(), v.unknown());

export const splitsAnswer = v.looseObject({
  splits: v.optional(v.array(v.looseObject({ config: v.string(), split: v.string() }))),
});

export const rowsAnswer = v.looseObject({
  features: v.optional(v.array(v.looseObject({ name: v.string(), type: v.unknown() }))),
  rows: v.optional(v.array(v.looseObject({ row }))),
  num_rows_total: v.optional(v.nullable(size)),
});

export const parquetAnswer = v.looseObject({
  parquet_files: v.optional(
    v.array(v.looseObject({ config: v.string(), split: v.string(), url: v.pipe(v.string(), v.url()), size })),
  ),
});
