import type { FanEvent } from '../condition/facts.js';
import { own } from '../condition/facts.js';
import { dueAfter } from '../core/duty.js';
import type { OverdueAct, Step } from '../ir/program.js';
import type { Enrolment } from './enrolment.js';
import type { Scene } from './scene.js';
import { tag, untag } from './tag.js';
import type { Timer } from './timer.js';

type TaskStep = Extract<Step, { kind: 'task' }>;

interface OpenTask {
  enrolment: Enrolment;
  step: TaskStep;
  due: number;
  /** How many rungs of its ladder have been taken. */
  rung: number;
}

/** Tasks about the fan that wait to be done. They climb their ladders whether the fan is still in the SOP or not. */
export class TaskDesk {
  private open: OpenTask[] = [];

  constructor(private readonly scene: Scene) {}

  make(enrolment: Enrolment, step: TaskStep): void {
    const { now, options } = this.scene;
    this.scene.note(enrolment, { kind: 'task', step: step.key, title: step.title, to: step.to });
    const due = dueAfter(now, step.due, options.duty, options.zone);
    this.open.push({ enrolment, step, due, rung: 0 });
  }

  /** `完成任务` is done for the tasks of that name, or for all of them. */
  hear({ type, properties }: FanEvent): void {
    if (type !== 'task.done') return;
    const title = own(properties, 'task');
    this.open = this.open.filter(({ step }) => title !== undefined && step.title !== title);
  }

  timers(): Timer[] {
    const { duty, zone } = this.scene.options;
    return this.open.flatMap((task) => {
      const rung = task.step.overdue[task.rung];
      return rung ? [{ at: dueAfter(task.due, rung.after, duty, zone), run: () => this.climb(task, rung.acts) }] : [];
    });
  }

  private climb(task: OpenTask, acts: readonly OverdueAct[]): void {
    task.rung++;
    for (const act of acts) this.perform(task, act);
  }

  private perform({ enrolment, step }: OpenTask, act: OverdueAct): void {
    const { key } = step;
    switch (act.kind) {
      case 'notify':
        return this.scene.note(enrolment, { kind: 'notified', step: key, to: act.to });
      case 'handover':
        return this.scene.note(enrolment, { kind: 'task_handed_over', step: key, title: step.title, to: act.to });
      case 'tag':
        return tag(this.scene, enrolment, { key, names: act.names });
      case 'untag':
        return untag(this.scene, enrolment, { key, names: act.names });
      case 'task':
        return this.make(enrolment, { ...step, ...act, note: null, overdue: [] });
    }
  }
}
