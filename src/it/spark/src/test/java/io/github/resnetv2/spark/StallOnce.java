package io.github.resnetv2.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;

/**
 * Lets all photos pass; but the first process that meets a certain one writes its number into a file and waits there to be
 * killed.
 *
 * @param photo the end of that photo's path
 * @param pidFile in a folder that all processes see
 */
record StallOnce(String photo, String pidFile) implements FilterFunction<Row> {
    @Override
    public boolean call(Row row) throws IOException, InterruptedException {
        Path file = Path.of(pidFile);
        if (row.<String>getAs("path").endsWith(photo) && Files.notExists(file)) {
            Path whole = Files.writeString(
                    file.resolveSibling("pid"),
                    Long.toString(ProcessHandle.current().pid()));
            Files.move(whole, file);
            Thread.sleep(60_000);
            throw new IllegalStateException("nobody killed this process");
        }
        return true;
    }
}
