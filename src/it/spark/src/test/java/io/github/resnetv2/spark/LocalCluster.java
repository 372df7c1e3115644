package io.github.resnetv2.spark;

import org.apache.spark.sql.SparkSession;

/** Spark on this machine as on many: a master, and workers that start each executor as a process of its own. */
final class LocalCluster {
    private LocalCluster() {}

    /**
     * Starts a small cluster, which ends with the session.
     *
     * @param executors each with one core and 512 MB
     */
    static SparkSession start(int executors) {
        return start(executors, 1, 512);
    }

    /**
     * Starts a cluster, which ends with the session.
     *
     * @param executors how many
     * @param cores of each executor
     * @param megabytes the heap of each executor
     */
    static SparkSession start(int executors, int cores, int megabytes) {
        return SparkSession.builder()
                .master("local-cluster[" + executors + "," + cores + "," + megabytes + "]")
                .config("spark.executor.memory", megabytes + "m")
                .config("spark.jars", System.getProperty("job.jars"))
                // No task before all executors are there: else the first might do everything.
                .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
                .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "60s")
                .config("spark.sql.files.minPartitionNum", "8")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
    }
}
