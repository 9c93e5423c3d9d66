/** The texts and looks of the map's nodes: one table for the drawing, the list and the legend. */

import type { Line } from '../layout/layout.ts';
import type { NodeText } from '../layout/node-text.ts';
import type { EdgeLook } from '../view/draw/appearance.ts';
import type { IconName } from '../view/draw/icons.ts';
import type { PaintRole } from '../view/draw/paint.ts';
import type { MapEdge, MapNode } from './map-picture.ts';

export interface MapLook {
  icon: IconName;
  color: PaintRole;
  meaning: string;
}

export const mapLooks: Record<MapNode['kind'], MapLook> = {
  function: { icon: 'bolt', color: 'blue', meaning: 'function' },
  event: { icon: 'send', color: 'green', meaning: 'event' },
  code: { icon: 'code', color: 'neutral', meaning: 'other code that sends events' },
  group: { icon: 'parallel', color: 'blue', meaning: 'functions of an app or folder' },
  elsewhere: { icon: 'code', color: 'neutral', meaning: 'all other code that sends events' },
};

/** An event without a sender, or without a handler, in the workspace. */
export const danglingLook: MapLook = {
  icon: 'warning',
  color: 'orange',
  meaning: 'event that is never sent or never handled here',
};

export const mapEdgeLooks: Record<MapEdge['kind'], EdgeLook> = {
  sends: { color: 'green', dash: null, meaning: 'sends' },
  starts: { color: 'edge', dash: null, meaning: 'starts' },
  resumes: { color: 'yellow', dash: '7 4', meaning: 'resumes a wait' },
  cancels: { color: 'red', dash: '2 4', meaning: 'cancels' },
  invokes: { color: 'orange', dash: '9 3 2 3', meaning: 'invokes' },
  flows: { color: 'edge', dash: null, meaning: 'events flow' },
};

export function lookOf(node: MapNode): MapLook {
  return node.kind === 'event' && isDangling(node.event) ? danglingLook : mapLooks[node.kind];
}

export function isDangling({ isUnsent, isUnheard }: { isUnsent: boolean; isUnheard: boolean }): boolean {
  return isUnsent || isUnheard;
}

const plain = (text: string): Line => ({ text, mono: false });
const code = (text: string): Line => ({ text, mono: true });

export function mapNodeText(node: MapNode): NodeText {
  switch (node.kind) {
    case 'function': {
      const { name, id, file, crons } = node.function;
      const shown = crons.slice(0, 2).map((cron) => code(`cron ${cron}`));
      const more = crons.length > 2 ? [plain(`and ${crons.length - 2} more crons`)] : [];
      return {
        shape: 'step',
        title: plain(name),
        sub: [code(name === id ? shortFile(file) : id), ...shown, ...more],
      };
    }
    case 'event':
      return { shape: 'wait', title: code(node.event.name), sub: eventRemark(node).map(plain) };
    case 'code': {
      const slash = node.file.lastIndexOf('/');
      const folder = slash < 0 ? [] : [code(shortFile(node.file.slice(0, slash)))];
      return { shape: 'step', title: code(node.file.slice(slash + 1)), sub: folder };
    }
    case 'group': {
      const { name, functions } = node.group;
      const events = node.events === 0 ? '' : ` · ${counted(node.events, 'event')}`;
      return {
        shape: 'step',
        title: plain(name),
        sub: [plain(counted(functions.length, 'function') + events)],
      };
    }
    case 'elsewhere':
      return { shape: 'step', title: plain('Other code'), sub: [plain(counted(node.files, 'file'))] };
  }
}

/** Empty when the event has both senders and handlers. */
export function eventRemark({ event }: Extract<MapNode, { kind: 'event' }>): string[] {
  if (event.origin === 'system') return ['sent by Inngest'];
  if (event.isUnsent) return ['never sent here'];
  return event.isUnheard ? ['never handled here'] : [];
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Keeps the end of a path, which says more than its beginning. */
function shortFile(file: string): string {
  return file.length <= 34 ? file : `…${file.slice(-33)}`;
}

/** For screen readers and as the tooltip, where nothing is shortened. */
export function mapNodeName(node: MapNode): string {
  switch (node.kind) {
    case 'function':
      return `${node.function.name}, function, ${node.function.file}`;
    case 'event':
      return [node.event.name, 'event', ...eventRemark(node)].join(', ');
    case 'code':
      return `${node.file}, other code`;
    case 'group':
      return `${node.group.name}, ${counted(node.group.functions.length, 'function')}`;
    case 'elsewhere':
      return `Other code, ${counted(node.files, 'file')}`;
  }
}
