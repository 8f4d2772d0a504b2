import type { StepNode } from '../ast/step.js';
import type { StepWords } from '../explain/step-words.js';
import type { NodeKind } from './diagram.js';

/** What a step's card says. */
export interface Card {
  kind: NodeKind;
  title: string;
  body: string;
  words: string;
}

export function cardOf(step: StepNode, words: StepWords): Card {
  const all = words.step(step);
  const kind = kindOf(step);
  if (step.kind === 'send') {
    const { phrase: p } = words;
    const named = step.message ? p.either(`话术${p.name(step.message)}`, `the text ${p.name(step.message)}`) : '';
    const coupon = step.coupon ? ` · ${p.either('券', 'coupon')} ${step.coupon.value}` : '';
    const survey = step.survey ? ` · ${p.either('问卷', 'survey')} ${step.survey.value}` : '';
    const title = p.either(`发${p.word(step.channel)}`, capital(p.word(step.channel))) + coupon + survey;
    return { kind, title, body: words.messageText(step) ?? named, words: all };
  }
  return { kind, title: all, body: '', words: all };
}

function kindOf({ kind }: StepNode): NodeKind {
  switch (kind) {
    case 'day':
    case 'wait':
    case 'till':
      return 'time';
    case 'until':
    case 'if':
    case 'split':
      return 'branch';
    case 'send':
      return 'send';
    case 'tag':
    case 'untag':
      return 'tag';
    case 'task':
    case 'assign':
    case 'handover':
    case 'notify':
      return 'work';
    case 'end':
      return 'end';
    default:
      return 'act';
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
