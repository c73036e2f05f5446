/**
 * Kept runs as files: one row a run as CSV, everything as JSON in the fields that Hugging Face PEFT's method comparison
 * uses.
 */
import Papa from 'papaparse';
import type { Method } from '../../methods/contract';
import { lastValidation, linkOf, trainingSeconds, type KeptRun } from '../../state/runs';

/** A cell that a spreadsheet would take for a formula is quoted. */
const table = (rows: readonly Readonly<Record<string, unknown>>[]): string =>
  `${Papa.unparse(rows as Record<string, unknown>[], { escapeFormulae: true, newline: '\n' })}\n`;

/** Data that were learnt first, and for how long; runs of earlier versions have none. */
const transferOf = ({ settings: { transfer = 'none', transferSteps } }: KeptRun): string =>
  transfer === 'none' ? '' : `${transfer},${transferSteps}`;

/** Costs in bytes and seconds, qualities as shares. Empty: not measured. */
export function runsCsv(runs: readonly KeptRun[]): string {
  return table(
    runs.map((run) => {
      const validation = lastValidation(run);
      const { settings } = run;
      return {
        name: run.name,
        method: run.method.id,
        category: run.method.category,
        model: run.model,
        dataset: run.dataset,
        outcome: run.outcome,
        steps: run.step,
        planned_steps: settings.steps,
        seed: settings.seed,
        learning_rate: settings.learningRate,
        learning_rate_changed: run.adjusted,
        optimizer: settings.optimizer,
        batch_size: settings.batchSize,
        sequence_length: settings.sequenceLength,
        poison: settings.poison ?? '',
        defence: settings.poison ? settings.defence : '',
        transfer: transferOf(run),
        train_rows: settings.trainRows || '',
        hyperparameters: JSON.stringify(run.hyperparameters),
        validation_loss: validation?.loss ?? '',
        validation_accuracy: validation?.accuracy ?? '',
        validation_f1: validation?.f1 ?? '',
        validation_f1_class: validation?.f1Class ?? '',
        validation_macro_f1: validation?.macroF1 ?? '',
        validation_matthews: validation?.matthews ?? '',
        validation_micro_f1: validation?.microF1 ?? '',
        validation_entity_f1: validation?.entities?.f1 ?? '',
        validation_pearson: validation?.pearson ?? '',
        validation_spearman: validation?.spearman ?? '',
        validation_perplexity: validation?.perplexity ?? '',
        validation_chrf: validation?.chrf ?? '',
        validation_chrf_error: validation?.chrfError ?? '',
        validation_bleu: validation?.bleu ?? '',
        validation_rouge_l: validation?.rougeL ?? '',
        validation_exact_match: validation?.exactMatch ?? '',
        validation_attack_success: validation?.attackSuccess ?? '',
        test_loss: run.test?.loss ?? '',
        test_accuracy: run.test?.accuracy ?? '',
        test_macro_f1: run.test?.macroF1 ?? '',
        test_matthews: run.test?.matthews ?? '',
        test_micro_f1: run.test?.microF1 ?? '',
        test_entity_f1: run.test?.entities?.f1 ?? '',
        test_pearson: run.test?.pearson ?? '',
        test_spearman: run.test?.spearman ?? '',
        test_perplexity: run.test?.perplexity ?? '',
        test_chrf: run.test?.chrf ?? '',
        test_chrf_error: run.test?.chrfError ?? '',
        test_bleu: run.test?.bleu ?? '',
        test_rouge_l: run.test?.rougeL ?? '',
        test_exact_match: run.test?.exactMatch ?? '',
        test_attack_success: run.test?.attackSuccess ?? '',
        trainable_parameters: run.counts.trainable,
        head_parameters: run.counts.head,
        total_parameters: run.counts.total,
        stored_bytes: run.storedBytes,
        memory_needed_bytes: run.memory?.needed ?? '',
        memory_peak_bytes: run.memory?.peak ?? '',
        step_seconds: run.stepMilliseconds === undefined ? '' : run.stepMilliseconds / 1000,
        training_seconds: trainingSeconds(run) ?? '',
        backend: run.backend,
        date: new Date(run.date).toISOString(),
      };
    }),
  );
}

/** One row for each step of each run. */
export function curvesCsv(runs: readonly KeptRun[]): string {
  return table(
    runs.flatMap((run) => {
      const validation = new Map(run.validation.map((entry) => [entry.step, entry]));
      return Array.from(run.curves.loss, (loss, i) => {
        const checked = validation.get(i + 1);
        return {
          name: run.name,
          method: run.method.id,
          step: i + 1,
          loss,
          gradient_norm: run.curves.gradientNorm[i],
          learning_rate: run.curves.learningRate[i],
          validation_loss: checked?.loss ?? '',
          validation_accuracy: checked?.accuracy ?? '',
          validation_perplexity: checked?.perplexity ?? '',
          validation_attack_success: checked?.attackSuccess ?? '',
        };
      });
    }),
  );
}

export interface Surroundings {
  readonly methods: readonly Method[];
  /** Address of the page without a hash. */
  readonly page: string;
  readonly userAgent: string;
}

/** Numbers that JSON lacks (a loss that ran away) become null. */
const numbers = (values: Float32Array | Float64Array) =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));

export function runsJson(runs: readonly KeptRun[], { methods, page, userAgent }: Surroundings): string {
  const entries = runs.map((run) => ({
    run_info: {
      created_at: new Date(run.date).toISOString(),
      experiment_name: run.name,
      status: run.outcome,
      total_time: trainingSeconds(run) ?? null,
      peft_config: { peft_type: run.method.id, category: run.method.category, ...run.hyperparameters },
      train_config: { ...run.settings, learning_rate_changed_by_hand: run.adjusted },
      link: `${page}#${linkOf(run, methods)}`,
    },
    train_info: {
      num_trainable_params: run.counts.trainable + run.counts.head,
      num_method_params: run.counts.trainable,
      num_head_params: run.counts.head,
      num_total_params: run.counts.total,
      file_size: run.storedBytes,
      accelerator_memory_max: run.memory?.needed ?? null,
      accelerator_memory_peak: run.memory?.peak ?? null,
      memory_by_owner: run.memory?.byOwner ?? null,
      memory_estimated: run.memory?.estimated ?? [],
      train_time: trainingSeconds(run) ?? null,
      step_time: run.stepMilliseconds === undefined ? null : run.stepMilliseconds / 1000,
      steps: run.step,
      metrics: run.validation,
      test_metrics: run.test ?? null,
      tasks: run.tasks ?? [],
      losses: numbers(run.curves.loss),
      gradient_norms: numbers(run.curves.gradientNorm),
      learning_rates: numbers(run.curves.learningRate),
    },
    meta_info: { model: run.model, dataset: run.dataset, task: run.task, backend: run.backend, browser: userAgent },
  }));
  return `${JSON.stringify({ format: 'peft-playground-runs', version: 1, runs: entries }, null, 2)}\n`;
}
