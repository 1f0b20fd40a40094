/*
 * Names that taggers of Stanford CoreNLP find in texts: what enrich/train/teach.py learns from.
 *
 *   java -cp 'FOLDER/*' enrich/train/Teacher.java MODEL… <texts >names
 *
 * One text a line in; one line out for each, with a column for each model: "start,end,TYPE" by spaces, where start and
 * end count UTF-16 units and TYPE is PERSON, ORGANIZATION, LOCATION or MISC. A model is a path within the models' jar.
 */
import edu.stanford.nlp.ie.crf.CRFClassifier;
import edu.stanford.nlp.ling.CoreLabel;
import edu.stanford.nlp.util.Triple;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

public class Teacher {
    public static void main(String[] paths) throws Exception {
        List<CRFClassifier<CoreLabel>> models = new ArrayList<>();
        for (String path : paths) {
            models.add(CRFClassifier.getClassifier(path));
        }
        BufferedReader texts = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream names = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int count = 0;
        for (String text = texts.readLine(); text != null; text = texts.readLine()) {
            StringJoiner columns = new StringJoiner("\t");
            for (CRFClassifier<CoreLabel> model : models) {
                StringJoiner column = new StringJoiner(" ");
                for (Triple<String, Integer, Integer> name : model.classifyToCharacterOffsets(text)) {
                    column.add(name.second() + "," + name.third() + "," + name.first());
                }
                columns.add(column.toString());
            }
            names.println(columns);
            if (++count % 500 == 0) {
                System.err.println(count + " texts");
            }
        }
        names.flush();
    }
}
