import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { watchReads } from './watch-reads.ts';

interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
  ports?: { name: string; containerPort: number }[];
  livenessProbe?: object;
  resources?: { requests?: object; limits?: { memory?: string; cpu?: string } };
  securityContext?: object;
}

export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; annotations?: Record<string, string> };
  data?: Record<string, string>;
  spec?: {
    template?: {
      metadata: { annotations?: Record<string, string> };
      spec: { terminationGracePeriodSeconds?: number; securityContext?: object; containers: Container[] };
    };
    selector?: { matchLabels?: Record<string, string> };
    scaleTargetRef?: { name: string };
    triggers?: { metadata: { query: string } }[];
    [key: string]: unknown;
  };
}

type Model = new (data: never) => { validate(): void };

const models: Record<string, Model> = {
  ConfigMap,
  Deployment,
  Ingress,
  Job,
  Namespace,
  NetworkPolicy,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  ServiceAccount,
};

/** What a resource's schema says of it, fields that the schema does not have included. */
export function faultsOf(resource: Resource): string[] {
  const Model = models[resource.kind];
  if (!Model) return [`nobody here knows a ${resource.kind}`];
  const { watched, unread } = watchReads(resource);
  const model = new Model({} as never);
  Object.assign(model, watched);
  try {
    model.validate();
  } catch (error) {
    return [(error as Error).message];
  }
  return unread();
}
