package dev.mailworker.aws.doctor;

import dev.mailworker.aws.call.AwsTrouble;
import dev.mailworker.aws.doctor.Finding.State;
import dev.mailworker.port.PortException.Kind;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** A table: that it exists, is active, has the key that the worker asks by, and, where that matters, forgets. */
public final class TableExamination implements Examination {
    private final DynamoDbAsyncClient client;
    private final String region;
    private final String table;
    private final String key;
    private final String timeToLive;

    /**
     * Looks at a table.
     *
     * @param client stays open
     * @param region where the table is, for people
     * @param table its name
     * @param key the name of its key, a string
     * @param timeToLive the attribute by which its items have to expire; empty for none
     */
    public TableExamination(DynamoDbAsyncClient client, String region, String table, String key, String timeToLive) {
        this.client = client;
        this.region = region;
        this.table = table;
        this.key = key;
        this.timeToLive = timeToLive;
    }

    @Override
    public String subject() {
        return "table " + table + " (" + region + ")";
    }

    @Override
    public List<Finding> examine() {
        Report report = new Report(subject());
        try {
            judge(
                    report,
                    client.describeTable(request -> request.tableName(table))
                            .join()
                            .table());
            if (!timeToLive.isEmpty()) {
                expiry(report);
            }
        } catch (CompletionException e) {
            if (AwsTrouble.kind(e) == Kind.NOT_FOUND) {
                report.bad(
                        "does not exist",
                        "aws dynamodb create-table --region " + region + " --table-name " + table
                                + " --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=" + key
                                + ",AttributeType=S --key-schema AttributeName=" + key + ",KeyType=HASH");
            } else {
                report.trouble("look at it", "dynamodb:DescribeTable on it", State.WARN, e);
            }
        }
        return report.findings();
    }

    private void judge(Report report, TableDescription found) {
        String keys = found.keySchema().stream()
                .map(each -> each.attributeName() + " (" + each.keyTypeAsString() + ")")
                .collect(Collectors.joining(", "));
        boolean isString = found.attributeDefinitions().stream()
                .anyMatch(each -> each.attributeName().equals(key) && each.attributeType() == ScalarAttributeType.S);
        boolean isOurs = found.keySchema().size() == 1
                && found.keySchema().get(0).attributeName().equals(key);
        if (!isOurs || !isString) {
            report.bad(
                    "its key is " + keys + ", and should be " + key + ", a string (S), alone",
                    "name another table in the settings: a table's key can't be changed");
        } else if (found.tableStatus() != TableStatus.ACTIVE && found.tableStatus() != TableStatus.UPDATING) {
            report.bad("its status is " + found.tableStatusAsString(), "wait until it is ACTIVE, or make it anew");
        } else {
            report.ok("is " + found.tableStatusAsString() + ", with the key " + key);
        }
    }

    private void expiry(Report report) {
        report.ask(
                        "read its time to live",
                        "dynamodb:DescribeTimeToLive on it",
                        State.WARN,
                        () -> client.describeTimeToLive(request -> request.tableName(table))
                                .join()
                                .timeToLiveDescription())
                .ifPresent(found -> {
                    boolean isOn = found.timeToLiveStatus() == TimeToLiveStatus.ENABLED
                            || found.timeToLiveStatus() == TimeToLiveStatus.ENABLING;
                    if (isOn && timeToLive.equals(found.attributeName())) {
                        report.ok("items expire by " + timeToLive);
                    } else {
                        report.warn(
                                "items don't expire by " + timeToLive + ", and the table grows with each reply",
                                "aws dynamodb update-time-to-live --region " + region + " --table-name " + table
                                        + " --time-to-live-specification Enabled=true,AttributeName=" + timeToLive);
                    }
                });
    }
}
